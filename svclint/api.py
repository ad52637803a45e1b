"""`from svclint import lint`: paths and plain options → Result; and what the command line shares with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from svclint import config as configuration
from svclint.config import Config
from svclint.documents.git import tracked
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Result, Severity
from svclint.pipeline import Checked, RunOptions, check

if TYPE_CHECKING:
    from svclint.deployment.render.request import RenderRequest
    from svclint.diff_base import BaseTree

AnyPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asks for beside the paths; an empty value leaves it to the configuration, or to svclint.

    `config` is a file; `use_config` False does without any. `root` is what paths in the result are relative to.
    `render` None leaves it to the configuration; `kustomize` and `helm` are the programs to render with.
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
    diff_base: str = ""
    baseline: str = ""
    write_baseline: str = ""
    render: bool | None = None
    render_network: bool = False
    kustomize: str = ""
    helm: str = ""


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
    diff_base: str = "",
    baseline: AnyPath | None = None,
    render: bool | None = None,
) -> Result:
    """Check files and folders (the current folder when none is given) as the command `svclint` does.

    `inventory` is a file or several; without it, what the configuration names or what is found beside the manifests
    is used, as on the command line. `config` is a file to use in place of `.svclint.yaml`; `use_config=False` does
    without any. `select` and `ignore` are rule ids, `rules` folders of your own rules. Paths in the result are POSIX
    paths relative to `root`, by default the root of the repository. `render` True renders kustomizations and charts
    with the programs on PATH; None leaves it to the configuration.

    `diff_base` is a revision of the repository, `baseline` a file that `--write-baseline` wrote: findings that the one
    has too, or the other lists, are in the result with `known` true.

    Raises svclint.errors.UsageError for what the caller got wrong: a path that does not exist, a configuration,
    inventory or rule file that cannot be used. What is wrong with manifests is a finding.
    """
    single = isinstance(inventory, str | os.PathLike)
    inventories: Iterable[AnyPath] = [inventory] if single else inventory  # type: ignore[list-item, assignment]  # single says which
    request = Request(
        inventory=tuple(os.fspath(one) for one in inventories),
        config="" if config is None else os.fspath(config),
        use_config=use_config,
        select=tuple(select),
        ignore=tuple(ignore),
        rules=tuple(os.fspath(one) for one in rules),
        cluster=cluster,
        root="" if root is None else os.fspath(root),
        diff_base=diff_base,
        baseline="" if baseline is None else os.fspath(baseline),
        render=render,
    )
    places = [os.fspath(path) for path in paths] or ["."]
    return examine(places, request, options(places, request)).result


def examine(paths: Sequence[str], request: Request, run_options: RunOptions) -> Checked:
    """The whole walk with the options that the wishes come to; where they name a base, its findings are marked."""
    checked = check(paths, run_options)
    if request.diff_base:
        from svclint.diff_base import since_revision

        checked = since_revision(
            checked, paths, run_options, request.diff_base, lambda *tree: _before(request, run_options, *tree)
        )
    if run_options.config.baseline and not request.write_baseline:
        from svclint.diff_base import since_baseline

        checked = since_baseline(checked, run_options.config.baseline, run_options)
    return checked


def _before(request: Request, run_options: RunOptions, paths: Sequence[str], moved: BaseTree) -> Checked:
    """Another tree, with what it itself has of the files that the wishes name; what lies outside is the same."""

    def there(names: Iterable[str]) -> tuple[str, ...]:
        places = ((name, moved.path(name)) for name in names)
        return tuple(str(place) for name, place in places if moved.outside(name) or place.exists())

    config = there([request.config] if request.config else [])
    inventory = there(request.inventory)
    wished_then = replace(
        request,
        config="".join(config),
        use_config=request.use_config and (bool(config) or not request.config),
        inventory=inventory,
        rules=there(request.rules),
        root=str(moved.path(run_options.root)),
        stdin=None,
        tracked_only=False,
        baseline="",
    )
    then = options(paths, wished_then)
    if request.inventory and not inventory:
        then = replace(then, inventories=())
    return check(paths, then)


def options(paths: Sequence[str], request: Request) -> RunOptions:
    """The pipeline's options for what a caller asks: configuration and inventory found, and the root of it all.

    Raises UsageError where what is named is not there, or cannot be used.
    """
    if request.config and not request.use_config:
        raise UsageError("--config and --no-config cannot be used together")
    start = _start(paths)
    explicit = Path(request.config) if request.config else None
    config = configuration.load(start, explicit) if request.use_config else Config()
    if request.tracked_only and not explicit and not all(tracked(path) for path in config.files):
        config = Config()  # the commit does not hold it
    if request.tracked_only and config.baseline and not tracked(config.baseline):
        config = replace(config, baseline=None)
    if request.baseline or request.write_baseline:
        config = replace(config, baseline=Path(request.write_baseline or request.baseline).absolute())
    if config.baseline:
        config = replace(config, files=(*config.files, config.baseline))  # no manifest
    folders = (*config.rule_paths, *(Path(one) for one in request.rules))
    missing = [str(one) for one in folders if not os.path.isdir(one)]
    if missing:
        raise UsageError(f"rule folder not found: {', '.join(missing)}")
    render, notes = _rendering(request, config)
    return RunOptions(
        root=Path(request.root).resolve() if request.root else configuration.find_root(start),
        config=config,
        inventories=configuration.find_inventory(
            start, config, [Path(one) for one in request.inventory], tracked_only=request.tracked_only
        ),
        select=request.select,
        ignore=request.ignore,
        rule_folders=folders,
        cluster=request.cluster or config.cluster,
        tracked_only=request.tracked_only,
        stdin=request.stdin,
        stdin_name=request.stdin_filename or "<stdin>",
        least=Severity[request.severity.upper()] if request.severity else Severity.NOTE,
        render=render,
        notes=notes,
    )


def _rendering(request: Request, config: Config) -> tuple[RenderRequest | None, tuple[str, ...]]:
    """What to render, None for nothing; and a note where the repository asks for more than is for it to say.

    A file that svclint finds in the repository may only narrow what the operator asks for: a pull request writes it.
    """
    asked, most = config.render, config.renderable
    if request.render is False:
        return None, ()
    if asked is None and not request.render:
        note = (
            f"{config.file}: `render` is ignored in a configuration file that svclint discovers itself. "
            "To enable it, pass --render or --config."
        )
        return None, (note,) if most and (most.kustomize or most.helm) else ()
    from svclint.deployment.render.request import RenderRequest

    notes: tuple[str, ...] = ()
    longest = RenderRequest().seconds
    if asked is None and most is not None:
        asked = replace(most, seconds=min(most.seconds, longest), network=False)
        if most.seconds > longest:
            note = f"{config.file}: `timeout` is limited to {longest:g} s. To raise it, pass the file with --config."
            notes = (note,)
    asked = asked or RenderRequest()
    network = asked.network or request.render_network
    return replace(asked, network=network, kustomize_program=request.kustomize, helm_program=request.helm), notes


def _start(paths: Sequence[str]) -> Path:
    """Where to look for configuration, inventory and root from: what all paths have in common."""
    full = [os.path.abspath(path) for path in paths] or [str(Path.cwd())]
    try:
        return Path(os.path.commonpath(full))
    except ValueError:  # several drives
        return Path(full[0])
