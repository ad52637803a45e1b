"""svclint's own data files → plain data, made once: the build of a wheel ships it, a checkout has it in the cache.

Both are `marshal` data. The file in a wheel is as safe as the compiled modules next to it: who can change it can change
svclint. It is used only by the version that made it, as nothing else is known to have the same data files.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from svclint import cache
from svclint.about import VERSION
from svclint.digests import sha256
from svclint.light_typing import Any

HOME = os.path.dirname(__file__)
FOLDER = "packs"
"""The folder in the package of a wheel; a checkout has none."""
_HEADER = f"svclint {VERSION}\n".encode()
_FORMAT = 4  # of marshal; Python 3.4 and all later versions read it
_ENDINGS = (".yaml", ".json", ".py")


def packed(data: cache.Plain) -> bytes:
    """Plain data as bytes, for a part of a pack that only few runs need."""
    return marshal.dumps(data, _FORMAT)  # type: ignore[arg-type]  # plain data


def unpacked(data: bytes) -> Any:
    """The plain data that `packed` made bytes of."""
    return marshal.loads(data)  # noqa: S302 - part of a pack


class Pack:
    """Plain data that `make` makes from the package and the files in `folders`.

    What only few runs need is bytes within it, made by `packed`.
    """

    def __init__(self, name: str, make: Callable[[], cache.Plain], folders: Sequence[str] = ()) -> None:
        self.name, self.make, self._folders = name, make, folders

    @property
    def file(self) -> str:
        """The path of the file below the package."""
        return f"{FOLDER}/{self.name}"

    def content(self) -> bytes:
        """What the file contains."""
        return _HEADER + packed(self.make())

    def load(self) -> cache.Plain:
        """The data: from the file of the wheel, else from the cache, else made."""
        shipped = self._shipped()
        if shipped is not None:
            return shipped
        key = f"pack {self.name} {VERSION} {self._stamp()}"
        data = cache.load(key)
        if data is None:
            data = self.make()
            cache.store(key, data)
        return data

    def _shipped(self) -> cache.Plain | None:
        try:
            with open(os.path.join(HOME, self.file), "rb") as file:
                return unpacked(file.read()) if file.readline() == _HEADER else None
        except (OSError, ValueError, EOFError, TypeError):
            return None

    def _stamp(self) -> str:
        """A digest of the names, sizes and times of all files that the data may depend on."""
        return sha256(b"".join(map(_stamp, (HOME, *self._folders))))


@lru_cache
def _stamp(folder: str) -> bytes:
    return marshal.dumps(sorted(_files(folder)))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    """The path, size and time of change of each file below a folder."""
    todo = [folder]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(_ENDINGS):
                    status = entry.stat()
                    yield entry.path, status.st_size, status.st_mtime_ns
                elif entry.name != "__pycache__" and entry.is_dir():
                    todo.append(entry.path)
