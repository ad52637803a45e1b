"""Survey of the clusters and their files → the text or JSON of `svclint clusters`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from svclint.claims.cluster_membership import ClusterFiles, Deploys, Survey
from svclint.deployment.alternatives import Choice
from svclint.light_typing import Any
from svclint.model import Location
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, unforgeable, visible
from svclint.reports.json_report import clean
from svclint.reports.terminal import BOLD, CYAN, DIM, Ink, wrap

# Without --verbose, a list shows this many lines.
_FEW = 10
# A list of more files shows their folders instead, cut off at this depth.
_SHORT = 3
_DEPTH = 3


def as_text(survey: Survey, options: DisplayOptions) -> str:
    """One paragraph for each cluster. `options.verbose` lists every deployer and every file that nothing deploys."""
    page = _Page(options)
    page.is_only_cluster = len(survey.clusters) == 1
    lines = [line for cluster in survey.clusters for line in (*page.cluster(cluster), "")]
    lines += [*page.choices(survey.choices)]
    files = summary.amount(survey.seen, "file")
    lines += [page.ink(DIM, line) for line in wrap(f"{files} read; only the {survey.counted:,} that may contain an "
                                                 "address are counted above.", page.width)]  # fmt: skip
    return unforgeable("".join(f"{line.rstrip()}\n" for line in lines))


class _Page:
    def __init__(self, options: DisplayOptions) -> None:
        self.width, self.ink, self.all = max(options.width, 40), Ink(on=options.color), options.verbose
        self.is_only_cluster = False

    def cluster(self, cluster: ClusterFiles) -> Iterator[str]:
        amounts = f"{summary.amount(cluster.files, 'file')}, {summary.amount(cluster.objects, 'object')}"
        nameless = "the cluster" if self.is_only_cluster else "no specific cluster"
        named = f"cluster {visible(cluster.name)}" if cluster.name else nameless
        yield from self._headed(BOLD, named, f"{amounts}{_known(cluster)}", indent=2)
        for text in _why(cluster) if cluster.manifests or (cluster.name and not self.is_only_cluster) else ():
            yield from self._indented(text)
        entry_points = cluster.begins
        if entry_points:
            yield from self._list(
                f"deployment starts in {summary.amount(len(entry_points), 'file')}", map(visible, entry_points)
            )
        followed = [deployer for deployer in cluster.deployers if not deployer.deployment.by_hand]
        by_hand = [deployer for deployer in cluster.deployers if deployer.deployment.by_hand]
        yield from self._deployers("deployed by", followed)
        yield from self._deployers("kustomizations not managed by any deployer" if followed else "built by", by_hand)
        if cluster.loose:
            title = (
                f"{summary.amount(len(cluster.loose), 'file')} not managed by any deployer "
                "(applied by hand or read by a tool)"
            )
            yield from self._files(title, cluster.loose)
        if cluster.idle:
            yield from self._indented(self.ink(CYAN, f"{summary.amount(len(cluster.idle), 'file')} not deployed"))
            for why in dict.fromkeys(why for why, _ in cluster.idle):
                yield from self._files(visible(why), [file for reason, file in cluster.idle if reason == why], 4)

    def choices(self, choices: Sequence[Choice]) -> Iterator[str]:
        """The files that are not compared with each other."""
        if not choices:
            return
        shown = [choice if self.all else _few(choice) for choice in choices]
        lines = [f"{visible(choice.object)}: {', '.join(map(visible, choice.paths))}" for choice in shown]
        title = "Not compared with each other, because no deployer applies them and they define an object differently"
        yield from self._list(title, lines, indent=0)
        yield ""

    def _deployers(self, title: str, deployers: Sequence[Deploys]) -> Iterator[str]:
        lines = [
            f"{visible(deployer.deployment.title)} ({summary.amount(deployer.files, 'file')}): "
            f"{visible(deployer.deployment.file)}"
            for deployer in sorted(deployers, key=lambda deployer: -deployer.files)
        ]
        if lines:
            yield from self._list(f"{title} {len(lines)}" if title == "deployed by" else f"{len(lines)} {title}", lines)

    def _files(self, title: str, files: Sequence[str], indent: int = 2) -> Iterator[str]:
        """Lists the files if there are few or if all are requested; otherwise their folders, with file counts."""
        if self.all or len(files) <= _SHORT:
            lines = [visible(path) for path in files]
        else:
            counts = Counter(_folder(path) for path in files)
            lines = [f"{visible(folder)}: {number:,}" for folder, number in sorted(counts.items())]
        yield from self._list(f"{title}" if indent == 2 else f"{title}: {len(files):,}", lines, indent)

    def _list(self, title: str, lines: Iterable[str], indent: int = 2) -> Iterator[str]:
        items = list(lines)
        shown = items if self.all or len(items) <= _FEW + 1 else items[:_FEW]
        pad = " " * indent
        head = wrap(title, self.width, used=indent, indent=indent + 2)
        yield from (f"{pad}{self.ink(CYAN, head[0])}" if indent == 2 else f"{pad}{head[0]}", *head[1:])
        for item in shown:
            yield from (f"{pad}  {part}" for part in wrap(item, self.width, used=indent + 2, indent=2))
        if len(shown) < len(items):
            yield self.ink(DIM, f"{pad}  and {len(items) - len(shown):,} more (--verbose)")

    def _indented(self, text: str) -> Iterator[str]:
        yield from (f"  {line}" for line in wrap(text, self.width, used=2, indent=2))

    def _headed(self, style: str, head: str, text: str, indent: int) -> Iterator[str]:
        lines = wrap(text, self.width, used=len(head) + 2, indent=indent)
        yield f"{self.ink(style, head)}: {lines[0]}"
        yield from lines[1:]


def as_json(survey: Survey) -> str:
    """The whole survey as JSON, version 1."""
    clusters = [_cluster(cluster) for cluster in survey.clusters]
    choices = [{"object": choice.object, "paths": list(choice.paths)} for choice in survey.choices]
    survey_as_data = {"version": 1, "filesSeen": survey.seen, "files": survey.counted, "clusters": clusters}
    return json_text(clean({**survey_as_data, "alternatives": choices}))


def _cluster(cluster: ClusterFiles) -> dict[str, Any]:
    return {
        "name": cluster.name,
        "inventory": _place(cluster.place),
        "manifests": list(cluster.manifests),
        "files": cluster.files,
        "objects": cluster.objects,
        "because": {reason.name.lower(): number for reason, number in cluster.reasons},
        "begins": list(cluster.begins),
        "deployers": [
            {
                "title": deployer.deployment.title,
                "file": deployer.deployment.file,
                "root": deployer.deployment.root,
                "followed": not deployer.deployment.by_hand,
                "files": deployer.files,
                "objects": deployer.objects,
            }
            for deployer in cluster.deployers
        ],
        "taken": list(cluster.loose),
        "notDeployed": [{"file": file, "reason": why} for why, file in cluster.idle],
    }


def _place(place: Location | None) -> dict[str, Any] | None:
    return {"file": place.file, "line": place.span.line} if place else None


def _known(cluster: ClusterFiles) -> str:
    if cluster.place:
        return f" ({visible(cluster.place.file)}:{cluster.place.span.line})"
    return " (not in an inventory)"


def _why(cluster: ClusterFiles) -> Iterator[str]:
    """Lines that state why the files belong to the cluster, with the number of files for each reason."""
    for reason, number in cluster.reasons:
        globs = (
            f": {', '.join(map(visible, cluster.manifests))}"
            if cluster.manifests and reason.name in ("FILE", "ROOT")
            else ""
        )
        yield f"{summary.amount(number, 'file')} because {reason.value}{globs}"


def _few(choice: Choice) -> Choice:
    """The choice with its first paths, and the number of the others."""
    more = len(choice.paths) - _SHORT
    return choice if more <= 1 else Choice(choice.object, (*choice.paths[:_SHORT], f"and {more:,} more"))


def _folder(path: str) -> str:
    """The folder of a path, cut off at `_DEPTH` levels so that it groups files."""
    folders = path.split("/")[:-1]
    return "/".join(folders[:_DEPTH]) + "/" if folders else "."
