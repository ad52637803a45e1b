"""`from svclint import lint`: paths and plain options → Result; and what the command line shares with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from svclint import config as configuration
from svclint.config import Config
from svclint.documents.git import tracked
from svclint.errors import UsageError
from svclint.model import Result, Severity
from svclint.pipeline import Options, check
from svclint.records import dataclass

AnyPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a caller asks for beside the paths; an empty value leaves it to the configuration, or to svclint.

    `config` is a file; `use_config` False does without any. `root` is what paths in the result are relative to.
    """

    inventory: tuple[str, ...] = ()
    config: str = ""
    use_config: bool = True
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    cluster: str = ""
    severity: str = ""
    root: str = ""
    tracked_only: bool = False
    stdin: bytes | None = None
    stdin_filename: str = ""


def lint(
    *paths: AnyPath,
    inventory: AnyPath | Iterable[AnyPath] = (),
    config: AnyPath | None = None,
    use_config: bool = True,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    rules: Iterable[AnyPath] = (),
    cluster: str = "",
    root: AnyPath | None = None,
) -> Result:
    """Check files and folders (the current folder when none is given) as the command `svclint` does.

    `inventory` is a file or several; without it, what the configuration names or what is found beside the manifests
    is used, as on the command line. `config` is a file to use in place of `.svclint.yaml`; `use_config=False` does
    without any. `select` and `ignore` are rule ids, `rules` folders of your own rules. Paths in the result are POSIX
    paths relative to `root`, by default the root of the repository.

    Raises svclint.errors.UsageError for what the caller got wrong: a path that does not exist, a configuration,
    inventory or rule file that cannot be used. What is wrong with manifests is a finding.
    """
    single = isinstance(inventory, str | os.PathLike)
    inventories: Iterable[AnyPath] = [inventory] if single else inventory  # type: ignore[list-item, assignment]  # single says which
    wishes = Wishes(
        inventory=tuple(os.fspath(one) for one in inventories),
        config="" if config is None else os.fspath(config),
        use_config=use_config,
        select=tuple(select),
        ignore=tuple(ignore),
        rules=tuple(os.fspath(one) for one in rules),
        cluster=cluster,
        root="" if root is None else os.fspath(root),
    )
    places = [os.fspath(path) for path in paths] or ["."]
    return check(places, options(places, wishes)).result


def options(paths: Sequence[str], wishes: Wishes) -> Options:
    """The pipeline's options for what a caller asks: configuration and inventory found, and the root of it all.

    Raises UsageError where what is named is not there, or cannot be used.
    """
    if wishes.config and not wishes.use_config:
        raise UsageError("a configuration and none: --config and --no-config exclude each other")
    start = _start(paths)
    explicit = Path(wishes.config) if wishes.config else None
    config = configuration.load(start, explicit) if wishes.use_config else Config()
    if wishes.tracked_only and not explicit and not all(tracked(path) for path in config.files):
        config = Config()  # the commit does not hold it
    folders = (*config.rule_paths, *(Path(one) for one in wishes.rules))
    missing = [str(one) for one in folders if not os.path.isdir(one)]
    if missing:
        raise UsageError(f"no such folder of rules: {', '.join(missing)}")
    return Options(
        root=Path(wishes.root).resolve() if wishes.root else configuration.find_root(start),
        config=config,
        inventories=configuration.find_inventory(
            start, config, [Path(one) for one in wishes.inventory], tracked_only=wishes.tracked_only
        ),
        select=wishes.select,
        ignore=wishes.ignore,
        rule_folders=folders,
        cluster=wishes.cluster or config.cluster,
        tracked_only=wishes.tracked_only,
        stdin=wishes.stdin,
        stdin_name=wishes.stdin_filename or "<stdin>",
        least=Severity[wishes.severity.upper()] if wishes.severity else Severity.NOTE,
    )


def _start(paths: Sequence[str]) -> Path:
    """Where to look for configuration, inventory and root from: what all paths have in common."""
    full = [os.path.abspath(path) for path in paths] or [str(Path.cwd())]
    try:
        return Path(os.path.commonpath(full))
    except ValueError:  # several drives
        return Path(full[0])
