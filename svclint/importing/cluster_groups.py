"""Statements → one group per cluster: files with the same control plane or in the same folder form a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from svclint.deployment.environments import ONE_EACH, is_shared
from svclint.importing.assign import ENDPOINTS, ClusterAssignment, key_of, keys_of
from svclint.importing.cluster_names import COMMON_FOLDERS, COMMON_NAMES, cluster_names
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Location

_MOST_PER_FOLDER = 20
# Tools that are a set of playbooks for another tool.
_TOOLS = {"kubespray": "Ansible"}


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one cluster. `place` is the location of its name; None if the name is that of a folder.

    `words` are the folder names that only this cluster's files have.
    """

    name: str
    place: Location | None
    statements: tuple[Statement, ...]
    words: frozenset[str] = frozenset()


def grouped(statements: Sequence[Statement], fallback: str) -> tuple[tuple[Group, ...], tuple[Statement, ...]]:
    """The clusters in order of first appearance, and the statements that belong to no cluster.

    `fallback` is the name of a cluster that neither a file nor a folder names.
    """
    sets = _merged(_anchors(statements))
    if not sets:
        return (), tuple(statements)
    taken = {id(statement) for anchors in sets for statement in anchors}
    assignment = ClusterAssignment(sets)
    others = [_of_other_installers(statements, anchors) for anchors in sets]
    assigned: list[list[Statement]] = [list(anchors) for anchors in sets]
    bases: list[list[Statement]] = [[] for _ in sets]
    orphans: list[Statement] = []
    for statement in sorted(
        (statement for statement in statements if id(statement) not in taken), key=lambda statement: statement.rank
    ):
        targets = [
            number
            for number in assignment.of(statement)
            if not _is_alternative(statement, assigned[number])
            and (statement.family, statement.scope) not in others[number]
        ]
        for number in targets:
            members = bases[number] if _is_base(statement) else assigned[number]
            members.append(statement if len(targets) == 1 else _shared(statement))
        if not targets:
            orphans.append(statement)
    assigned = [[*own, *_not_stated(own, base)] for own, base in zip(assigned, bases, strict=True)]
    names = cluster_names(sets, fallback)
    words = [frozenset(folders) - COMMON_FOLDERS - COMMON_NAMES for folders in assignment.words]
    groups = [
        Group(name, place, tuple(members), own_words)
        for (name, place), members, own_words in zip(names, assigned, words, strict=True)
    ]
    return tuple(groups), tuple(orphans)


def _shared(statement: Statement) -> Statement:
    """The statement of several clusters without the API server that it names, which is that of one of them."""
    return replace(statement, claims=tuple(claim for claim in statement.claims if claim.role != "api-override"))


def _not_stated(own: Sequence[Statement], base: Sequence[Statement]) -> Iterator[Statement]:
    """The statements of a cluster's base, with the facts that its own statements do not state."""
    roles = {claim.role for statement in own for claim in statement.claims}
    for statement in base:
        yield replace(statement, claims=tuple(claim for claim in statement.claims if claim.role not in roles))


def _anchors(statements: Sequence[Statement]) -> list[Statement]:
    """The statements that prove that a cluster exists, by the best kind of evidence that occurs."""
    for is_anchor in (_sets_up, _has_server, _has_vip, _has_ranges, _has_override, _is_table):
        if anchors := [statement for statement in statements if is_anchor(statement)]:
            return [statement for statement in anchors if not _is_base(statement)] or anchors
    return []


def _is_alternative(statement: Statement, members: Iterable[Statement]) -> bool:
    """Whether another file already configures the whole cluster: only one of the two can be true."""
    if not _is_one_of_its_kind(statement):
        return False
    return any(member.file != statement.file and _is_one_of_its_kind(member) for member in members)


def _of_other_installers(statements: Iterable[Statement], anchors: Sequence[Statement]) -> set[tuple[str, str]]:
    """The tools and folders of files that set up another cluster than the anchors do.

    They are of another tool, in a folder apart, and state other ranges for Pods or Services.
    """
    families = {statement.family for statement in anchors}
    scopes = {statement.scope for statement in anchors}
    stated = {
        role: {claim.block for statement in anchors for claim in statement.claims if claim.role == role and claim.block}
        for role in ("pod-network", "service-network")
    }
    return {
        (statement.family, statement.scope)
        for statement in statements
        if statement.rank == Rank.SETUP
        and statement.family
        and statement.family not in families
        and not any(_is_below(scope, statement.scope) or _is_below(statement.scope, scope) for scope in scopes)
        for claim in statement.claims
        if claim.block
        and any(block.family == claim.block.family for block in stated.get(claim.role, ()))
        and claim.block not in stated[claim.role]
    }


def _is_one_of_its_kind(statement: Statement) -> bool:
    owners = (claim.location.owner for claim in statement.claims)
    return any((owner.group, owner.kind) in ONE_EACH for owner in owners)


def _is_below(path: str, folder: str) -> bool:
    return folder in ("", path) or path.startswith(folder + "/")


def _is_base(statement: Statement) -> bool:
    """Whether the name of its folder says that clusters complete it with files of their own."""
    return statement.rank == Rank.SETUP and any(map(is_shared, statement.scope.split("/")))


def _sets_up(statement: Statement) -> bool:
    stated = {claim.role for claim in statement.claims}
    return statement.rank < Rank.KUBECONFIG and not stated.isdisjoint({"control-plane", "node", "join-endpoint"})


def _has_server(statement: Statement) -> bool:
    return statement.rank == Rank.KUBECONFIG and bool(keys_of(statement, ENDPOINTS))


def _has_vip(statement: Statement) -> bool:
    return statement.rank == Rank.MANIFEST and any(claim.role == "control-plane" for claim in statement.claims)


def _has_ranges(statement: Statement) -> bool:
    """Whether an installer's file states Pod or Service ranges; in other files, ranges do not prove a cluster."""
    return statement.rank == Rank.SETUP and any(
        claim.role in ("pod-network", "service-network") for claim in statement.claims
    )


def _has_override(statement: Statement) -> bool:
    """Whether a program in the cluster, such as a network plugin, is configured with an API server address."""
    return any(claim.role == "api-override" and key_of(claim) for claim in statement.claims)


def _is_table(statement: Statement) -> bool:
    """Whether it is a table of addresses; if nothing else is imported, the inventory gets its neighbours from it."""
    return statement.rank == Rank.SETUP and {claim.role for claim in statement.claims} == {"reserved"}


def _merged(anchors: Sequence[Statement]) -> list[list[Statement]]:
    """The anchors of each cluster: joined by a common name or address, then by folder unless they contradict."""
    home = list(range(len(anchors)))
    first: dict[tuple[str, str], int] = {}
    for number, statement in enumerate(anchors):
        words = [("name", statement.name)] if statement.name not in COMMON_NAMES else []
        # An endpoint without a load balancer is the address of a node.
        words += [("address", key) for key in keys_of(statement, {*ENDPOINTS, "node"})]
        if _TOOLS.get(statement.family, statement.family) == "Ansible":  # an inventory states hosts and variables
            words.append(("file", statement.file))
        for word in words:
            _join(home, number, first.setdefault(word, number))
    for numbers in _same_ranges(anchors):
        for number in numbers:
            _join(home, numbers[0], number)
    sets: dict[int, list[Statement]] = {}
    for number, statement in enumerate(anchors):
        sets.setdefault(_root(home, number), []).append(statement)
    return _by_folder(list(sets.values()))


def _same_ranges(anchors: Sequence[Statement]) -> Iterator[list[int]]:
    """The anchors without an address that state the same ranges, unless they name several clusters."""
    by_ranges: dict[frozenset[str], list[int]] = {}
    for number, statement in enumerate(anchors):
        ranges = frozenset(keys_of(statement, {"pod-network", "service-network"}))
        if ranges and not keys_of(statement, {*ENDPOINTS, "node"}):
            by_ranges.setdefault(ranges, []).append(number)
    for numbers in by_ranges.values():
        if len({anchors[number].name for number in numbers} - COMMON_NAMES) == 1:
            yield numbers


def _root(home: list[int], number: int) -> int:
    while home[number] != number:
        home[number] = home[home[number]]
        number = home[number]
    return number


def _join(home: list[int], first: int, second: int) -> None:
    low, high = sorted((_root(home, first), _root(home, second)))
    home[high] = low


def _by_folder(sets: Sequence[list[Statement]]) -> list[list[Statement]]:
    """The sets, joined if they have the same scope, unless they name different control planes or clusters."""
    joined: list[list[Statement]] = []
    by_scope: dict[str, list[list[Statement]]] = {}
    for anchors in sets:
        neighbours = by_scope.setdefault(anchors[0].scope, [])
        # A folder with this many clusters does not belong to one of them.
        target = next((candidate for candidate in neighbours[:_MOST_PER_FOLDER] if _agree(anchors, candidate)), None)
        if target is None:
            neighbours.append(anchors)
            joined.append(anchors)
        else:
            target.extend(anchors)
    return joined


def _agree(first: Sequence[Statement], second: Sequence[Statement]) -> bool:
    first_known, second_known = (
        any(keys_of(statement, ENDPOINTS) for statement in anchors) for anchors in (first, second)
    )
    names = [{statement.name for statement in anchors if statement.name} for anchors in (first, second)]
    families = [
        {_TOOLS.get(statement.family, statement.family) for statement in anchors} for anchors in (first, second)
    ]
    if families == [{"Talos"}, {"Talos"}] and first[0].scope and not (names[0] and names[1]):
        return True  # machine configurations of one folder are those of one cluster
    if (first_known and second_known) or (names[0] and names[1]):
        return False
    return bool(first[0].scope) or bool(families[0] & families[1])
