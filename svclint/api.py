"""`svclint.lint`: paths and plain options → Result; the command line uses the same steps."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from svclint import clock
from svclint import config as configuration
from svclint.config import Config
from svclint.errors import UsageError
from svclint.findings.folding import folded_result
from svclint.lazy_dataclasses import dataclass, field, replace
from svclint.light_typing import TYPE_CHECKING
from svclint.model import Result, Severity
from svclint.pipeline import Checked, check
from svclint.reading import RunOptions
from svclint.repository import find_root

if TYPE_CHECKING:
    from svclint.deployment.render.request import RenderRequest
    from svclint.diff_base import BaseTree

_CANNOT_RAISE = (
    "{file}: `limits.{name}` cannot exceed the default in a configuration file that svclint discovers itself. To raise "
    "it, pass --limit or --config."
)
AnyPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Request:
    """The options of a check; for an empty value, the configuration or svclint's default applies.

    `config` is a file; with `use_config` False, no configuration is read. Paths in the result are relative to `root`.
    `limits` are those to replace, by attribute. With `render` None, the configuration decides; `kustomize` and `helm`
    are the programs to render with. `today` decides which suppressions have expired; the default is the current date.
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
    preview: bool = False
    render: bool | None = None
    render_network: bool = False
    kustomize: str = ""
    helm: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    today: str = ""


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
    preview: bool = False,
) -> Result:
    """Check files and folders (default: the current folder) as the command `svclint` does.

    `inventory` is one file or several; the default is the inventory that the configuration names, or the one found next
    to the manifests, as on the command line. `config` is a file to use instead of `.svclint.yaml`; with
    `use_config=False`, no configuration is read. `select` and `ignore` are rule ids or groups (`ports/*`), `rules` are
    folders of your own rules; with `preview`, preview rules run too. Paths in the result are POSIX paths relative to
    `root`, by default the root of the repository. With `render` True, kustomizations and charts are rendered with the
    programs on PATH; with None, the configuration decides.

    `diff_base` is a revision of the repository, `baseline` a file that `--write-baseline` wrote. Findings that also
    occur in that revision, or that the file lists, have `known` true in the result.

    Raises svclint.errors.UsageError for a usage error: a path that does not exist, or a configuration, inventory or
    rule file that cannot be used. Errors in manifests are findings.
    """
    single = isinstance(inventory, str | os.PathLike)
    inventories: Iterable[AnyPath] = [inventory] if single else inventory  # type: ignore[list-item, assignment]  # `single` decides
    request = Request(
        inventory=tuple(os.fspath(path) for path in inventories),
        config="" if config is None else os.fspath(config),
        use_config=use_config,
        select=tuple(select),
        ignore=tuple(ignore),
        rules=tuple(os.fspath(folder) for folder in rules),
        cluster=cluster,
        root="" if root is None else os.fspath(root),
        diff_base=diff_base,
        baseline="" if baseline is None else os.fspath(baseline),
        render=render,
        preview=preview,
    )
    places = [os.fspath(path) for path in paths] or ["."]
    return folded_result(examine(places, request, options(places, request)).result)


def examine(paths: Sequence[str], request: Request, run_options: RunOptions) -> Checked:
    """Check the paths; mark findings that the revision or baseline of the request contains. Raises UsageError."""
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


def _before(request: Request, run_options: RunOptions, paths: Sequence[str], tree: BaseTree) -> Checked:
    """Check another tree, with its own versions of the files in the request; files outside of it stay the same.

    Raises UsageError.
    """

    def existing(names: Iterable[str]) -> tuple[str, ...]:
        pairs = ((name, tree.path(name)) for name in names)
        return tuple(str(path) for name, path in pairs if tree.outside(name) or path.exists())

    config = existing([request.config] if request.config else [])
    inventory = existing(request.inventory)
    base_request = replace(
        request,
        config="".join(config),
        use_config=request.use_config and (bool(config) or not request.config),
        inventory=inventory,
        rules=existing(request.rules),
        root=str(tree.path(run_options.root)),
        stdin=None,
        tracked_only=False,
        baseline="",
        today=run_options.today,
    )
    base_options = options(paths, base_request)
    if request.inventory and not inventory:
        base_options = replace(base_options, inventories=())
    return check(paths, base_options)


def options(paths: Sequence[str], request: Request) -> RunOptions:
    """The options of the pipeline for a request, with the configuration, inventory and root of the paths.

    Raises UsageError for a named file that does not exist or cannot be used.
    """
    if request.config and not request.use_config:
        raise UsageError("--config and --no-config cannot be used together")
    start = _start(paths)
    explicit = Path(request.config) if request.config else None
    config = configuration.load(start, explicit) if request.use_config else Config()
    if request.tracked_only:
        config = _of_commit(config, explicit=explicit is not None)
    if request.baseline or request.write_baseline:
        config = replace(config, baseline=Path(request.write_baseline or request.baseline).absolute())
    if config.baseline:
        config = replace(config, files=(*config.files, config.baseline))  # not a manifest
    folders = (*config.rule_paths, *map(Path, request.rules))
    missing = [str(folder) for folder in folders if not os.path.isdir(folder)]
    if missing:
        raise UsageError(f"rule folder not found: {', '.join(missing)}")
    render, notes = _rendering(request, config)
    return RunOptions(
        root=Path(request.root).resolve() if request.root else find_root(start),
        config=config,
        inventories=configuration.find_inventory(
            paths or ["."], config, [*map(Path, request.inventory)], tracked_only=request.tracked_only
        ),
        select=request.select,
        preview=request.preview,
        ignore=request.ignore,
        rule_folders=folders,
        cluster=request.cluster or config.cluster,
        tracked_only=request.tracked_only,
        stdin=request.stdin,
        stdin_name=request.stdin_filename or "<stdin>",
        least=Severity[request.severity.upper()] if request.severity else Severity.NOTE,
        render=render,
        limits=replace(config.limits, **request.limits),
        today=request.today or clock.today(),
        notes=(*notes, *(_CANNOT_RAISE.format(file=config.file, name=name) for name in config.unlimited)),
    )


def _rendering(request: Request, config: Config) -> tuple[RenderRequest | None, tuple[str, ...]]:
    """What to render, None for nothing; and a note if the repository's configuration exceeds what it may set.

    A configuration that svclint discovers may only restrict what the operator requests: a pull request can change it.
    """
    requested, allowed = config.render, config.renderable
    if request.render is False:
        return None, ()
    if requested is None and not request.render:
        note = (
            f"{config.file}: `render` is ignored in a configuration file that svclint discovers itself. "
            "To enable it, pass --render or --config."
        )
        return None, (note,) if allowed and (allowed.kustomize or allowed.helm) else ()
    from svclint.deployment.render.request import RenderRequest

    notes: tuple[str, ...] = ()
    most = RenderRequest()
    if requested is None and allowed is not None:
        seconds, total = min(allowed.seconds, most.seconds), min(allowed.total, most.total)
        requested = replace(allowed, seconds=seconds, total=total, network=False)
        limited = (("timeout", allowed.seconds, seconds), ("totalTimeout", allowed.total, total))
        notes = tuple(
            f"{config.file}: `{key}` is limited to {limit:g} s. To raise it, pass the file with --config."
            for key, wanted, limit in limited
            if wanted > limit
        )
    requested = requested or RenderRequest()
    network = requested.network or request.render_network
    return replace(requested, network=network, kustomize_program=request.kustomize, helm_program=request.helm), notes


def _of_commit(config: Config, *, explicit: bool) -> Config:
    """The configuration without files that git's index does not contain; one that is explicit is used nevertheless."""
    from svclint.documents.git import tracked

    if not explicit and not all(tracked(path) for path in config.files):
        return Config()
    return replace(config, baseline=None) if config.baseline and not tracked(config.baseline) else config


def _start(paths: Sequence[str]) -> Path:
    """The common folder of all paths: the search for configuration, inventory and root starts there."""
    absolute = [os.path.abspath(path) for path in paths] or [str(Path.cwd())]
    try:
        return Path(os.path.commonpath(absolute))
    except ValueError:  # several drives
        return Path(absolute[0])
