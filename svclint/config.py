"""`.svclint.yaml` → Config: how svclint looks at one repository; and where the repository and its inventory are."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from svclint.documents.git import tracked
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Span
from svclint.user_file import UserFile, read_settings, texts

if TYPE_CHECKING:
    from svclint.deployment.render.request import RenderRequest

NAME = ".svclint.yaml"
INVENTORY_NAMES = ("svclint-inventory.yaml", ".svclint/inventory.yaml")


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration says; every default is that of a repository without one.

    `file` is its path for people, empty where there is none; `files` holds the same as an absolute path. `exclude` are
    globs relative to the repository's root. `rules` maps a rule's id to `off`, `note`, `warning` or `error`; `fail_on`
    is a severity or `never`. `render` is what to render, None for nothing; it counts only where the operator names the
    file. `renderable` is the same of a file that svclint found by itself: at most this, if the operator asks for
    rendering. `places` has the span of every rule id that
    `rules`, `select` and `ignore` name, so that an unknown one can be told there.
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
    fail_on: str = "error"
    baseline: Path | None = None
    render: RenderRequest | None = None
    renderable: RenderRequest | None = None
    places: Mapping[str, Span] = field(default_factory=dict)


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upwards that holds `.git`; absolute.

    Outside of any repository it is the working directory where `start` lies in it, else the start folder itself.
    """
    folder, here = _folder(start), Path.cwd()
    outside = here if folder.is_relative_to(here) else folder
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), outside)


def load(start: Path, explicit: Path | None = None) -> Config:
    """The configuration for the checked path `start`: `explicit`, else the nearest one up to the repository's root.

    Raises UsageError when the file cannot be read or does not fit its schema.
    """
    root = find_root(start)
    path = explicit.absolute() if explicit is not None else _nearest(_folder(start), root, (NAME,))
    if path is None:
        return Config()
    if explicit is None:
        _own(path, root, "--config")
    settings = read_settings(path, root, "config")
    if settings.duplicates:
        again = settings.duplicates[0]
        message = f"duplicate key '{again.text}'"
        raise UsageError(message, settings.file, again.span.line, again.span.column)
    return _config(settings, path, root, trusted=explicit is not None)


def find_inventory(
    start: Path, config: Config, explicit: Sequence[Path] = (), *, tracked_only: bool = False
) -> tuple[Path, ...]:
    """The inventory's files: `explicit`, else the configuration's, else the nearest one with a usual name.

    With `tracked_only` a file that is not explicit has to be in git's index: a commit is judged by what it holds.
    """
    if explicit:
        return tuple(path.absolute() for path in explicit)
    root = find_root(start)
    nearest = _nearest(_folder(start), root, INVENTORY_NAMES)
    if nearest and not config.inventory:
        _own(nearest, root, "--inventory")
    found = config.inventory or ((nearest,) if nearest else ())
    return tuple(path for path in found if not tracked_only or tracked(path))


def _folder(start: Path) -> Path:
    full = start.resolve()
    return full if full.is_dir() else full.parent


def _nearest(folder: Path, root: Path, names: Sequence[str]) -> Path | None:
    for one in (folder, *folder.parents):
        for name in names:
            if (one / name).is_file():
                return one / name
        if one == root:
            return None
    return None


def _own(path: Path, root: Path, option: str, file: str = "", span: Span | None = None) -> Path:
    """The path, if it stays in the repository. What a repository holds must not make svclint read, and tell, the rest.

    Raises UsageError, with the place that names the path where there is one.
    """
    try:
        inside = path.resolve().is_relative_to(root.resolve()) and not _is_loop(path)
    except (OSError, RuntimeError, ValueError):  # a loop of links before Python 3.13, or no path at all
        inside = False
    if not inside:
        line, column = (span.line, span.column) if span else (0, 0)
        message = f"{path.name} is outside the repository; to use it, pass it with {option}"
        raise UsageError(message, file, line, column)
    return path


def _is_loop(path: Path) -> bool:
    """Whether links lead nowhere but to themselves: from Python 3.13 on, resolving such a path raises nothing."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _config(settings: UserFile, path: Path, root: Path, *, trusted: bool) -> Config:
    file, node, folder = settings.file, settings.node, path.parent

    def paths(key: str, option: str) -> tuple[Path, ...]:
        named = texts(node.get(key))
        return tuple(
            folder / one.text if trusted else _own(folder / one.text, root, option, file, one.span) for one in named
        )

    rendering = _rendering(node.get("render"), folder, root, file, trusted=trusted)
    levels = node.get("rules")
    rules = _levels(levels.entries) if isinstance(levels, MapNode) else {}
    named = [*(key for key, _ in levels.entries)] if isinstance(levels, MapNode) else []
    select, ignore = texts(node.get("select")), texts(node.get("ignore"))
    return Config(
        file=file,
        files=(path,),
        inventory=paths("inventory", "--inventory"),
        cluster=next((one.text for one in texts(node.get("cluster"))), ""),
        exclude=tuple(_from_root(one.text, folder, root) for one in texts(node.get("exclude"))),
        rules=rules,
        rule_paths=paths("rulePaths", "--rules"),
        select=tuple(one.text for one in select),
        ignore=tuple(one.text for one in ignore),
        baseline=next(iter(paths("baseline", "--baseline")), None),
        render=rendering if trusted else None,
        renderable=None if trusted else rendering,
        fail_on=next((one.text for one in texts(node.get("failOn"))), "error"),
        places={one.text: one.span for one in (*ignore, *select, *named)},
    )


def _rendering(node: Node | None, folder: Path, root: Path, file: str, *, trusted: bool) -> RenderRequest | None:
    """What `render` asks for. Fetching is the operator's to allow, not the repository's: raises UsageError."""
    if node is None or (isinstance(node, ScalarNode) and node.value is not True):
        return None
    from svclint.deployment.render.request import RenderRequest

    if not isinstance(node, MapNode):
        return RenderRequest()
    said = {key.text: one.value for key, one in node.entries if isinstance(one, ScalarNode)}
    network = node.key("network")
    if said.get("network") is True and network is not None and not trusted:
        message = "a repository cannot allow svclint to use the network; to allow it, pass --render-network"
        raise UsageError(message, file, network.span.line, network.span.column)
    seconds = said.get("timeout")
    return RenderRequest(
        kustomize=said.get("kustomize") is not False,
        helm=said.get("helm") is not False,
        folders=tuple(_from_root(one.text, folder, root) for one in texts(node.get("folders"))),
        seconds=float(seconds) if isinstance(seconds, int | float) else RenderRequest().seconds,
        network=said.get("network") is True,
    )


def _levels(entries: Iterable[tuple[ScalarNode, Node]]) -> dict[str, str]:
    # Kubernetes' YAML reads off, no and false as the same value.
    return {key.text: "off" if one.value is False else one.text for key, one in entries if isinstance(one, ScalarNode)}


def _from_root(glob: str, folder: Path, root: Path) -> str:
    """A glob relative to the configuration's folder as one relative to the root, by .gitignore's rules."""
    full = folder.resolve()
    if full == root or not full.is_relative_to(root):
        return glob
    negation = "!" if glob.startswith("!") else ""
    bare = glob.removeprefix("!")
    anchored = "/" in bare.rstrip("/")
    base = full.relative_to(root).as_posix()
    return f"{negation}/{base}/{bare.lstrip('/') if anchored else '**/' + bare}"
