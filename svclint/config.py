"""`.svclint.yaml` → Config; a path → the root of its repository and the files of its inventory."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from svclint.documents.discover import discover
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass, field, replace
from svclint.lazy_re import regex
from svclint.light_typing import TYPE_CHECKING
from svclint.limits import NAMES, Limits
from svclint.model import Span
from svclint.user_file import UserFile, read_settings, texts

if TYPE_CHECKING:
    from svclint.deployment.render.request import RenderRequest

NAME = ".svclint.yaml"
INVENTORY_NAMES = ("svclint-inventory.yaml", ".svclint/inventory.yaml")
_ENDINGS = tuple(name.rpartition("/")[2] for name in INVENTORY_NAMES)
ANYWHERE = "/**"
"""The glob of all files of the repository."""
_DEFAULT_ENDS = tuple(f"/{name}" for name in INVENTORY_NAMES)
_HIDDEN = ".svclint"
_SPECIAL = regex(r"[\\*?\[\]!# ]")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a configuration file; the defaults apply to a repository without one.

    `file` is the path to show, empty if there is no file; `files` contains the same as an absolute path. `exclude` are
    globs relative to the root of the repository. `rules` maps rule ids to `off`, `note`, `warning` or `error`;
    `fail_on` is a severity or `never`. `render` is what to render, None for nothing; it is set only if the operator
    named the file. `renderable` is the same for a file that svclint discovered: an upper limit for what the operator
    requests. `limits` are those of the run; a discovered file can only lower them, and `unlimited` names those that it
    would raise. `places` maps each rule id in `rules`, `select` and `ignore` to its span, for the message about an
    unknown one.
    """

    file: str = ""
    files: tuple[Path, ...] = ()
    inventory: tuple[Path, ...] = ()
    cluster: str = ""
    exclude: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    rule_paths: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    fail_on: str = "warning"
    baseline: Path | None = None
    render: RenderRequest | None = None
    renderable: RenderRequest | None = None
    limits: Limits = Limits()
    unlimited: tuple[str, ...] = ()
    places: Mapping[str, Span] = field(default_factory=dict)


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upwards that contains `.git`, as an absolute path.

    Outside of a repository, it is the working directory if that contains `start`, else the folder of `start`.
    """
    folder, here = _folder(start), Path.cwd()
    outside = here if folder.is_relative_to(here) else folder
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), outside)


def load(start: Path, explicit: Path | None = None) -> Config:
    """The configuration for the path `start`: `explicit`, else the nearest file up to the root of the repository.

    Raises UsageError if the file cannot be read, is outside of the repository or does not match its schema.
    """
    root = find_root(start)
    path = explicit.absolute() if explicit is not None else _nearest(_folder(start), root, (NAME,))
    if path is None:
        return Config()
    if explicit is None:
        _require_inside(path, root, "--config")
    settings = read_settings(path, root, "config")
    if settings.duplicates:
        duplicate = settings.duplicates[0]
        message = f"duplicate key '{duplicate.text}'"
        raise UsageError(message, settings.file, duplicate.span.line, duplicate.span.column)
    return _config(settings, path, root, trusted=explicit is not None)


def find_inventory(
    paths: Sequence[str], config: Config, explicit: Sequence[Path] = (), *, tracked_only: bool = False
) -> tuple[Path, ...]:
    """The inventory files: `explicit`, else those of the configuration, else all that describe the paths.

    The last are the nearest file with a default name at or above each path, and every such file below it, unless the
    configuration excludes it. With `tracked_only`, only files in git's index are used unless they are explicit, because
    a commit is checked as it is. Raises UsageError for a discovered file outside of the repository.
    """
    if explicit:
        return tuple(path.absolute() for path in explicit)
    files = config.inventory or tuple(dict.fromkeys(_inventories(paths, config, tracked_only=tracked_only)))
    if not tracked_only:
        return files
    from svclint.documents.git import tracked

    return tuple(filter(tracked, files))


def _inventories(paths: Sequence[str], config: Config, *, tracked_only: bool) -> Iterator[Path]:
    """The nearest inventory of each path, the outermost first, then those below the paths."""
    folders = sorted({_folder(Path(path)) for path in paths}, key=lambda folder: (len(folder.parts), folder))
    root = find_root(folders[0])
    for folder in folders:
        if nearest := _nearest(folder, root, INVENTORY_NAMES):
            yield _require_inside(nearest, root, "--inventory")
    inside = [path for path in paths if os.path.isdir(path)]
    if not inside:
        return
    below = discover(inside, root=root, exclude=config.exclude, tracked_only=tracked_only, endings=_ENDINGS)
    yield from (path for file in below.files if is_default(path := root / file))


def is_default(inventory: Path) -> bool:
    """Whether svclint finds the file by its name; the operator has to name any other."""
    return inventory.as_posix().endswith(_DEFAULT_ENDS)


def base_folder(folder: Path, root: Path) -> Path:
    """The folder that the globs of an inventory in `folder` are relative to: for `.svclint`, the folder above.

    For an inventory outside of the repository, it is the root.
    """
    resolved = folder.resolve()
    resolved = resolved.parent if resolved.name == _HIDDEN else resolved
    return resolved if resolved.is_relative_to(root) else root


def _folder(start: Path) -> Path:
    resolved = start.resolve()
    return resolved if resolved.is_dir() else resolved.parent


def _nearest(folder: Path, root: Path, names: Sequence[str]) -> Path | None:
    for parent in (folder, *folder.parents):
        for name in names:
            if (parent / name).is_file():
                return parent / name
        if parent == root:
            return None
    return None


def _require_inside(path: Path, root: Path, option: str, file: str = "", span: Span | None = None) -> Path:
    """The path, if it is inside the repository: a repository must not make svclint read and report other files.

    Raises UsageError otherwise, at the span of the setting if there is one.
    """
    try:
        inside = path.resolve().is_relative_to(root.resolve()) and not _is_loop(path)
    except (OSError, RuntimeError, ValueError):  # a loop of links before Python 3.13, or an invalid path
        inside = False
    if not inside:
        line, column = (span.line, span.column) if span else (0, 0)
        message = f"{path.name} is outside the repository; to use it, pass it with {option}"
        raise UsageError(message, file, line, column)
    return path


def _is_loop(path: Path) -> bool:
    """Whether the path is a loop of links; since Python 3.13, resolving such a path does not raise an error."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _config(settings: UserFile, path: Path, root: Path, *, trusted: bool) -> Config:
    file, node, folder = settings.file, settings.node, path.parent

    def paths(key: str, option: str) -> tuple[Path, ...]:
        return tuple(
            folder / path.text if trusted else _require_inside(folder / path.text, root, option, file, path.span)
            for path in texts(node.get(key))
        )

    wanted = _limits(node.get("limits"))
    bounded = wanted if trusted else wanted.lowered_to(Limits())
    rendering = _rendering(node.get("render"), folder, root, file, trusted=trusted)
    levels = node.get("rules")
    rules = _levels(levels.entries) if isinstance(levels, MapNode) else {}
    named = [*(key for key, _ in levels.entries)] if isinstance(levels, MapNode) else []
    select, ignore = texts(node.get("select")), texts(node.get("ignore"))
    return Config(
        file=file,
        files=(path,),
        inventory=paths("inventory", "--inventory"),
        cluster=next((name.text for name in texts(node.get("cluster"))), ""),
        exclude=tuple(from_root(glob.text, folder, root) for glob in texts(node.get("exclude"))),
        rules=rules,
        rule_paths=paths("rulePaths", "--rules"),
        select=tuple(rule.text for rule in select),
        ignore=tuple(rule.text for rule in ignore),
        preview=_is_true(node.get("preview")),
        baseline=next(iter(paths("baseline", "--baseline")), None),
        render=rendering if trusted else None,
        renderable=None if trusted else rendering,
        limits=bounded,
        unlimited=tuple(key for key, name in NAMES.items() if getattr(wanted, name) != getattr(bounded, name)),
        fail_on=next((level.text for level in texts(node.get("failOn"))), "warning"),
        places={rule.text: rule.span for rule in (*ignore, *select, *named)},
    )


def _rendering(node: Node | None, folder: Path, root: Path, file: str, *, trusted: bool) -> RenderRequest | None:
    """The request of `render`. Raises UsageError if a discovered file sets `network`, which only the operator may."""
    if node is None or (isinstance(node, ScalarNode) and node.value is not True):
        return None
    from svclint.deployment.render.request import RenderRequest

    if not isinstance(node, MapNode):
        return RenderRequest()
    values = {key.text: value.value for key, value in node.entries if isinstance(value, ScalarNode)}
    network = node.key("network")
    if values.get("network") is True and network is not None and not trusted:
        message = "a repository cannot allow svclint to use the network; to allow it, pass --render-network"
        raise UsageError(message, file, network.span.line, network.span.column)
    defaults = RenderRequest()

    def seconds(key: str, default: float) -> float:
        value = values.get(key)
        return float(value) if isinstance(value, int | float) else default

    return RenderRequest(
        kustomize=values.get("kustomize") is not False,
        helm=values.get("helm") is not False,
        folders=tuple(from_root(glob.text, folder, root) for glob in texts(node.get("folders"))),
        seconds=seconds("timeout", defaults.seconds),
        total=seconds("totalTimeout", defaults.total),
        network=values.get("network") is True,
    )


def _limits(node: Node | None) -> Limits:
    """The limits of `limits`; the others have their defaults."""
    if not isinstance(node, MapNode):
        return Limits()
    numbers = {NAMES[key.text]: value.value for key, value in node.entries if isinstance(value, ScalarNode)}
    return replace(Limits(), **{name: number for name, number in numbers.items() if isinstance(number, int)})


def _is_true(node: Node | None) -> bool:
    return isinstance(node, ScalarNode) and node.value is True


def _levels(entries: Iterable[tuple[ScalarNode, Node]]) -> dict[str, str]:
    # The YAML of Kubernetes reads off, no and false as the same value.
    return {
        rule.text: "off" if level.value is False else level.text
        for rule, level in entries
        if isinstance(level, ScalarNode)
    }


def from_root(glob: str, folder: Path, root: Path) -> str:
    """A glob relative to a folder → the same relative to the root, as .gitignore reads it."""
    resolved = folder.resolve()
    if resolved == root or not resolved.is_relative_to(root):
        return glob
    negation = "!" if glob.startswith("!") else ""
    bare = glob.removeprefix("!")
    below = bare.lstrip("/") if "/" in bare.rstrip("/") else f"**/{bare}"
    return f"{negation}{anchored(resolved, root).removesuffix('**')}{below}"


def anchored(folder: Path, root: Path) -> str:
    """The glob of all files below a folder of the repository, relative to the root; `ANYWHERE` for the root."""
    base = "" if folder == root else f"{_SPECIAL.sub(_escaped, folder.relative_to(root).as_posix())}/"
    return f"/{base}**"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
