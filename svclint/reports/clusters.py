"""Clusters and their files → the text or the JSON of `svclint clusters`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from svclint.claims.cluster_membership import ClusterFiles, Deploys, Survey
from svclint.model import Location
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, unforgeable, visible
from svclint.reports.json_report import clean
from svclint.reports.terminal import BOLD, CYAN, DIM, Ink, wrap

# Lines of one list that are shown unless all are asked for.
_FEW = 10
_SHORT = 3
_DEPTH = 3


def as_text(survey: Survey, options: DisplayOptions) -> str:
    """A paragraph a cluster; with `options.verbose` every deployer and every file that nothing deploys."""
    page = _Page(options)
    page.alone = len(survey.clusters) == 1
    lines = [line for one in survey.clusters for line in (*page.cluster(one), "")]
    files = summary.amount(survey.seen, "file")
    lines += [page.ink(DIM, one) for one in wrap(f"{files} read; only the {survey.counted:,} that may contain an "
                                                 "address are counted above.", page.width)]  # fmt: skip
    return unforgeable("".join(f"{line.rstrip()}\n" for line in lines))


class _Page:
    def __init__(self, options: DisplayOptions) -> None:
        self.width, self.ink, self.all = max(options.width, 40), Ink(on=options.color), options.verbose
        self.alone = False

    def cluster(self, one: ClusterFiles) -> Iterator[str]:
        amounts = f"{summary.amount(one.files, 'file')}, {summary.amount(one.objects, 'object')}"
        nameless = "the cluster" if self.alone else "no specific cluster"
        named = f"cluster {visible(one.name)}" if one.name else nameless
        yield from self._headed(BOLD, named, f"{amounts}{_known(one)}", indent=2)
        for text in _why(one) if one.manifests or (one.name and not self.alone) else ():
            yield from self._indented(text)
        begins = one.begins
        if begins:
            yield from self._list(f"deployment starts in {summary.amount(len(begins), 'file')}", map(visible, begins))
        followed = [each for each in one.deployers if not each.by_hand]
        by_hand = [each for each in one.deployers if each.by_hand]
        yield from self._deployers("deployed by", followed)
        yield from self._deployers("kustomizations not managed by any deployer" if followed else "built by", by_hand)
        if one.loose:
            title = (
                f"{summary.amount(len(one.loose), 'file')} not managed by any deployer "
                "(applied by hand or read by a tool)"
            )
            yield from self._files(title, one.loose)
        if one.idle:
            yield from self._indented(self.ink(CYAN, f"{summary.amount(len(one.idle), 'file')} not deployed"))
            for why in dict.fromkeys(why for why, _ in one.idle):
                yield from self._files(visible(why), [file for reason, file in one.idle if reason == why], 4)

    def _deployers(self, title: str, found: Sequence[Deploys]) -> Iterator[str]:
        lines = [
            f"{visible(one.deployment.title)} ({summary.amount(one.files, 'file')}): {visible(one.deployment.file)}"
            for one in sorted(found, key=lambda one: -one.files)
        ]
        if lines:
            yield from self._list(f"{title} {len(lines)}" if title == "deployed by" else f"{len(lines)} {title}", lines)

    def _files(self, title: str, files: Sequence[str], indent: int = 2) -> Iterator[str]:
        """Every file where there are few or all are wanted, else their folders with how many are in each."""
        if self.all or len(files) <= _SHORT:
            lines = [visible(one) for one in files]
        else:
            counts = Counter(_folder(one) for one in files)
            lines = [f"{visible(folder)}: {number:,}" for folder, number in sorted(counts.items())]
        yield from self._list(f"{title}" if indent == 2 else f"{title}: {len(files):,}", lines, indent)

    def _list(self, title: str, lines: Iterable[str], indent: int = 2) -> Iterator[str]:
        several = list(lines)
        shown = several if self.all or len(several) <= _FEW + 1 else several[:_FEW]
        pad = " " * indent
        head = wrap(title, self.width, used=indent, indent=indent + 2)
        yield from (f"{pad}{self.ink(CYAN, head[0])}" if indent == 2 else f"{pad}{head[0]}", *head[1:])
        for one in shown:
            yield from (f"{pad}  {part}" for part in wrap(one, self.width, used=indent + 2, indent=2))
        if len(shown) < len(several):
            yield self.ink(DIM, f"{pad}  and {len(several) - len(shown):,} more (--verbose)")

    def _indented(self, text: str) -> Iterator[str]:
        yield from (f"  {line}" for line in wrap(text, self.width, used=2, indent=2))

    def _headed(self, style: str, head: str, text: str, indent: int) -> Iterator[str]:
        lines = wrap(text, self.width, used=len(head) + 2, indent=indent)
        yield f"{self.ink(style, head)}: {lines[0]}"
        yield from lines[1:]


def as_json(survey: Survey) -> str:
    """All of it, for programs."""
    clusters = [_cluster(one) for one in survey.clusters]
    return json_text(clean({"version": 1, "filesSeen": survey.seen, "files": survey.counted, "clusters": clusters}))


def _cluster(one: ClusterFiles) -> dict[str, Any]:
    return {
        "name": one.name,
        "inventory": _place(one.place),
        "manifests": list(one.manifests),
        "files": one.files,
        "objects": one.objects,
        "because": {reason.name.lower(): number for reason, number in one.reasons},
        "begins": list(one.begins),
        "deployers": [
            {
                "title": each.deployment.title,
                "file": each.deployment.file,
                "root": each.deployment.root,
                "followed": not each.by_hand,
                "files": each.files,
                "objects": each.objects,
            }
            for each in one.deployers
        ],
        "taken": list(one.loose),
        "notDeployed": [{"file": file, "reason": why} for why, file in one.idle],
    }


def _place(place: Location | None) -> dict[str, Any] | None:
    return {"file": place.file, "line": place.span.line} if place else None


def _known(one: ClusterFiles) -> str:
    if one.place:
        return f" ({visible(one.place.file)}:{one.place.span.line})"
    return " (not in an inventory)"


def _why(one: ClusterFiles) -> Iterator[str]:
    """Why the files are this cluster's, where there is more to say than that there is one."""
    for reason, number in one.reasons:
        globs = (
            f": {', '.join(map(visible, one.manifests))}" if one.manifests and reason.name in ("FILE", "ROOT") else ""
        )
        yield f"{summary.amount(number, 'file')} because {reason.value}{globs}"


def _folder(path: str) -> str:
    """The folder of a path, cut off where it would tell files apart rather than group them."""
    folders = path.split("/")[:-1]
    return "/".join(folders[:_DEPTH]) + "/" if folders else "."
