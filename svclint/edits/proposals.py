"""Findings, and the edits of their rules → proposals of changes, for the files that people edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from svclint.documents.lines import LineTable
from svclint.documents.rewritable import RewriteError
from svclint.edits.comments import without_names
from svclint.edits.files import FileText, NotChangedError, text_of
from svclint.edits.proposal import Change, Proposal
from svclint.edits.ranges import FreeAddresses, canonical, parts_without_others
from svclint.findings.messages import filled
from svclint.findings.rule import PAIRS, Edit, Rule
from svclint.findings.rulebook import Rulebook
from svclint.findings.verdicts import Verdicts
from svclint.findings.words import value
from svclint.lazy_re import regex
from svclint.model import Claim, Finding, Location
from svclint.pipeline import Checked
from svclint.reading import RunOptions

_PREFIX = regex(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?/")
# A message about several values is no new text.
_TEXT = regex(r"[^\s,]+")
_IN_COMMENTS = frozenset({"comment", "earlier-key"})
"""Changes at flaws that readers noticed, which are at no claim."""


class Proposals:
    """The proposals for the findings of one check. `refused` maps findings to the reasons why none is made."""

    def __init__(self, checked: Checked, book: Rulebook, options: RunOptions) -> None:
        self._checked, self._book, self._options = checked, book, options
        self._index = checked.claim_index
        self._free = FreeAddresses(checked)
        self._texts: dict[str, FileText | NotChangedError] = {}
        self._verdicts: dict[str, Verdicts] = {}
        self._by_place: dict[tuple[str, object], list[int]] = defaultdict(list)
        for index, claim in enumerate(self._index.claims):
            self._by_place[claim.location.file, claim.location.span].append(index)
        self.refused: dict[Finding, str] = {}

    def of(self, findings: Iterable[Finding]) -> list[Proposal]:
        """At most one proposal for each finding that is reported, the most severe first; one for each change."""
        made: dict[Change, Proposal] = {}
        # Of two fixes of one place, that of the more severe finding is made; the other is found again afterwards.
        ordered = sorted((finding for finding in findings if finding.counted), key=_first)
        comments: dict[tuple[str, object], list[Finding]] = defaultdict(list)
        for finding in ordered:
            if any(edit.change == "comment" for edit in self._edits(finding)):
                comments[finding.location.file, finding.location.span].append(finding)
                continue
            try:
                proposal = self._proposal(finding)
            except NotChangedError as error:
                self.refused[finding] = str(error)
                continue
            if proposal is None:
                continue
            known = made.get(proposal.change)
            findings_of = (*known.findings, finding) if known else (finding,)
            safe = proposal.safe and (known is None or known.safe)
            made[proposal.change] = Proposal(findings_of, proposal.change, proposal.title, safe)
        return [*made.values(), *self._of_comments(comments.values())]

    def _edits(self, finding: Finding) -> Sequence[Edit]:
        rule = self._book.rules.get(finding.rule)
        return rule.policy.edits if rule else ()

    def _of_comments(self, groups: Iterable[Sequence[Finding]]) -> Iterator[Proposal]:
        """A proposal for each comment: all of its names without effect go at once."""
        for group in groups:
            finding = group[0]
            try:
                change = without_names(self._text(finding.location.file).text, group)
            except NotChangedError as error:
                self.refused.update(dict.fromkeys(group, str(error)))
                continue
            if change is not None:
                edit = next(edit for edit in self._edits(finding) if edit.change == "comment")
                yield Proposal(tuple(group), change, edit.title, edit.safe)

    def _proposal(self, finding: Finding) -> Proposal | None:
        if not (edits := self._edits(finding)):
            return None
        rule, place = self._book.rules[finding.rule], finding.location
        if edits[0].change in _IN_COMMENTS:
            self._text(place.file)
            return Proposal((finding,), Change(place.file, place.span, edits[0].change), edits[0].title, edits[0].safe)
        for i, j in self._claims_of(rule, finding):
            for edit in edits:
                if edit.when is not None and not self._holds(rule, edit.when, i, j):
                    continue
                if (change := self._change(rule, edit, i, j)) is not None:
                    title = filled(self._book, rule, self._index, edit.title, i, j)
                    return Proposal((finding,), change, f"{title}{self._named(edit, change)}", edit.safe)
                break
        return None

    def _named(self, edit: Edit, change: Change) -> str:
        """The new text, where the title cannot contain it."""
        return f": {', '.join(change.new)}" if edit.change in ("request", "range") else ""

    def _claims_of(self, rule: Rule, finding: Finding) -> Iterator[tuple[int, int]]:
        """The claims that the finding is about: (claim, -1), or the claim and the other one."""
        if rule.policy.subject == "input":
            return
        if rule.id not in self._verdicts:
            self._verdicts[rule.id] = Verdicts(self._book, rule, self._index)
        verdicts = self._verdicts[rule.id]
        for i in self._at(finding.location):
            if rule.policy.subject not in PAIRS:
                if verdicts.of(i) is not None:
                    yield i, -1
                continue
            others = (related.location for related in finding.related if related.location)
            for j in (j for place in others for j in self._at(place)):
                if verdicts.case(i, j) is not None:
                    yield i, j
                    break

    def _at(self, place: Location) -> Iterator[int]:
        for index in self._by_place.get((place.file, place.span), ()):
            location = self._index.claims[index].location
            if (location.pointer, location.owner) == (place.pointer, place.owner):
                yield index

    def _holds(self, rule: Rule, condition: str, i: int, j: int) -> bool:
        types, cluster = self._book.types(rule.policy.subject), self._index.claims[i].owner.cluster
        predicate = self._book.predicate(rule.policy.subject, condition)
        names = {name: value(self._index, name, types[name], cluster, i, j) for name in predicate.names}
        return predicate.test(names)

    def _change(self, rule: Rule, edit: Edit, i: int, j: int) -> Change | None:
        """The change of an edit for a claim; None if it is not possible. Raises NotChangedError."""
        claim = self._index.claims[i]
        if edit.change == "key-prefix":
            return self._prefix(claim, filled(self._book, rule, self._index, edit.to, i, j))
        if edit.change == "key":
            return self._key(claim, filled(self._book, rule, self._index, edit.to, i, j))
        if edit.change == "range":
            return self._range(claim)
        if (place := self._place(claim, claim.text)) is None:
            return None
        if edit.change == "request":
            new = self._free.instead_of(claim)
        elif edit.change == "spelling":
            new = canonical(claim)
        else:
            new = filled(self._book, rule, self._index, edit.to, i, j)
        if new == claim.text or not _TEXT.fullmatch(new):
            return None
        return Change(place.file, place.span, "value", claim.text, (new,))

    def _range(self, claim: Claim) -> Change | None:
        """A range of a pool, which is an item of a list: a text, or a block such as `{start: …, stop: …}`."""
        step = claim.location.pointer.rpartition("/")[2]
        text = claim.text.partition("-")[0] if step == "start" else claim.text
        if (place := self._place(claim, text)) is None or not (new := parts_without_others(self._checked, claim)):
            return None
        action = "block" if step in ("cidr", "start") else "range" if len(new) > 1 else "value"
        return Change(place.file, place.span, action, text, new)

    def _key(self, claim: Claim, new: str) -> Change | None:
        """The key of a claim, renamed to the last part of a label such as `spec.ports[].nodePort`."""
        place, old = claim.location, claim.location.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        name = new if "/" in new else new.rpartition(".")[2]
        self._text(place.file)
        return Change(place.file, place.span, "key", old, (name,)) if name and name != old else None

    def _prefix(self, claim: Claim, new: str) -> Change | None:
        place = claim.location
        key = place.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        old, slash, _ = key.partition("/")
        self._text(place.file)
        if not slash or not _PREFIX.fullmatch(new):
            return None
        return Change(place.file, place.span, "key-prefix", f"{old}/", (new,))

    def _place(self, claim: Claim, written: str) -> Location | None:
        """Where a text of a claim is written: in its field, or where a variable is set. Raises NotChangedError."""
        settings = (setting.location for setting in claim.settings)
        refusal: NotChangedError | None = None
        for place in (claim.location, *settings):
            if place is None:
                continue
            try:
                text = _at_span(self._text(place.file).text, place)
            except NotChangedError as error:
                refusal = refusal or error
                continue
            except RewriteError:
                continue
            if text == written:
                if place.origin:
                    raise NotChangedError("is rendered from a template")
                return place
        if refusal:
            raise refusal
        return None

    def _text(self, file: str) -> FileText:
        if file not in self._texts:
            try:
                self._texts[file] = text_of(self._options.root, file)
            except NotChangedError as error:
                self._texts[file] = error
        text = self._texts[file]
        if isinstance(text, NotChangedError):
            raise text
        return text


def _first(finding: Finding) -> tuple[int, object]:
    return -finding.severity, finding.order


def _at_span(text: str, place: Location) -> str:
    """The scalar, or the part of one, at a location of one line, without quotes. Raises RewriteError."""
    span = place.span
    if span.line != span.end_line:
        raise RewriteError("the value has several lines")
    text = text.removeprefix("\ufeff")
    try:
        start = LineTable(text).index(span.line, span.column)
    except IndexError:
        raise RewriteError("it has no such line") from None
    found = text[start : start + span.end_column - span.column]
    return found[1:-1] if found[:1] in ("'", '"') and found[-1:] == found[:1] else found
