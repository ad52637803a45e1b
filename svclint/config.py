"""`.svclint.yaml` → Config; paths → the files of their inventory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from svclint.documents.discover import discover
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass, field, replace
from svclint.light_typing import TYPE_CHECKING
from svclint.limits import NAMES, Limits
from svclint.model import Span
from svclint.repository import find_root, folder_of, from_root, nearest, require_inside
from svclint.user_file import UserFile, read_settings, texts

if TYPE_CHECKING:
    from svclint.deployment.render.request import RenderRequest

NAME = ".svclint.yaml"
INVENTORY_NAMES = ("svclint-inventory.yaml", ".svclint/inventory.yaml")
_ENDINGS = tuple(name.rpartition("/")[2] for name in INVENTORY_NAMES)
_DEFAULT_ENDS = tuple(f"/{name}" for name in INVENTORY_NAMES)


@dataclass(frozen=True, slots=True)
class PathIgnore:
    """An entry of `perPathIgnores`: the rules to ignore in files that match one of `paths`, globs relative to the root.

    `until` is the date after which it does not apply, empty for never. `file` and `span` are its location.
    """

    paths: tuple[str, ...]
    rules: tuple[str, ...]
    reason: str
    until: str
    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a configuration file; the defaults apply to a repository without one.

    `file` is the path to show, empty if there is no file; `files` are the absolute paths of it and of the files that it
    extends. `exclude` are
    globs relative to the root of the repository. `rules` maps rule ids to `off`, `note`, `warning` or `error`;
    `fail_on` is a severity or `never`. `render` is what to render, None for nothing; it is set only if the operator
    named the file. `renderable` is the same for a file that svclint discovered: an upper limit for what the operator
    requests. `limits` are those of the run; a discovered file can only lower them, and `unlimited` names those that it
    would raise. `places` maps each name of rules to its file and span, for the message about an unknown one.
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
    path_ignores: tuple[PathIgnore, ...] = ()
    preview: bool = False
    fail_on: str = "warning"
    baseline: Path | None = None
    render: RenderRequest | None = None
    renderable: RenderRequest | None = None
    limits: Limits = Limits()
    unlimited: tuple[str, ...] = ()
    places: Mapping[str, tuple[str, Span]] = field(default_factory=dict)


def load(start: Path, explicit: Path | None = None) -> Config:
    """The configuration for the path `start`: `explicit`, else the nearest file up to the root of the repository.

    Raises UsageError if the file cannot be read, is outside of the repository or does not match its schema.
    """
    root = find_root(start)
    path = explicit.absolute() if explicit is not None else nearest(folder_of(start), root, (NAME,))
    if path is None:
        return Config()
    if explicit is None:
        require_inside(path, root, "--config")
    trusted = explicit is not None
    config, node = _read(path, root, trusted=trusted)
    if node.get("extends") is None:
        return config
    from svclint.extending import extended

    def check(file: Path, name: ScalarNode, stated_in: str) -> None:
        if not trusted:
            require_inside(file, root, "--config", stated_in, name.span)

    return extended(path, lambda file: _read(file, root, trusted=trusted), check)


def _read(path: Path, root: Path, *, trusted: bool) -> tuple[Config, MapNode]:
    """The configuration of one file, without what it extends, and the mapping that states it. Raises UsageError."""
    settings = read_settings(path, root, "config")
    if settings.duplicates:
        duplicate = settings.duplicates[0]
        message = f"duplicate key '{duplicate.text}'"
        raise UsageError(message, settings.file, duplicate.span.line, duplicate.span.column)
    return _config(settings, path, root, trusted=trusted), settings.node


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
    folders = sorted({folder_of(Path(path)) for path in paths}, key=lambda folder: (len(folder.parts), folder))
    root = find_root(folders[0])
    for folder in folders:
        if file := nearest(folder, root, INVENTORY_NAMES):
            yield require_inside(file, root, "--inventory")
    inside = [path for path in paths if os.path.isdir(path)]
    if not inside:
        return
    below = discover(inside, root=root, exclude=config.exclude, tracked_only=tracked_only, endings=_ENDINGS)
    yield from (path for file in below.files if is_default(path := root / file))


def is_default(inventory: Path) -> bool:
    """Whether svclint finds the file by its name; the operator has to name any other."""
    return inventory.as_posix().endswith(_DEFAULT_ENDS)


def _config(settings: UserFile, path: Path, root: Path, *, trusted: bool) -> Config:
    file, node, folder = settings.file, settings.node, path.parent

    def paths(key: str, option: str) -> tuple[Path, ...]:
        return tuple(
            folder / path.text if trusted else require_inside(folder / path.text, root, option, file, path.span)
            for path in texts(node.get(key))
        )

    wanted = _limits(node.get("limits"))
    bounded = wanted if trusted else wanted.lowered_to(Limits())
    rendering = _rendering(node.get("render"), folder, root, file, trusted=trusted)
    levels = node.get("rules")
    rules = _levels(levels.entries) if isinstance(levels, MapNode) else {}
    named = [*(key for key, _ in levels.entries)] if isinstance(levels, MapNode) else []
    select, ignore = texts(node.get("select")), texts(node.get("ignore"))
    path_ignores = node.get("perPathIgnores")
    entries = (
        [item for item in path_ignores.items if isinstance(item, MapNode)] if isinstance(path_ignores, ListNode) else []
    )
    named += [rule for entry in entries for rule in texts(entry.get("rules"))]
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
        path_ignores=tuple(_path_ignore(entry, folder, root, file) for entry in entries),
        preview=_is_true(node.get("preview")),
        baseline=next(iter(paths("baseline", "--baseline")), None),
        render=rendering if trusted else None,
        renderable=None if trusted else rendering,
        limits=bounded,
        unlimited=tuple(key for key, name in NAMES.items() if getattr(wanted, name) != getattr(bounded, name)),
        fail_on=next((level.text for level in texts(node.get("failOn"))), "warning"),
        places={rule.text: (file, rule.span) for rule in (*ignore, *select, *named)},
    )


def _path_ignore(entry: MapNode, folder: Path, root: Path, file: str) -> PathIgnore:
    """An entry; its location is that of `until`, else of its rules."""
    rules, until = texts(entry.get("rules")), texts(entry.get("until"))
    return PathIgnore(
        paths=tuple(from_root(glob.text, folder, root) for glob in texts(entry.get("paths"))),
        rules=tuple(rule.text for rule in rules),
        reason=" ".join(word for text in texts(entry.get("reason")) for word in text.text.split()),
        until="".join(date.text for date in until),
        file=file,
        span=(*until, *rules)[0].span,
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
