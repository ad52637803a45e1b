"""A join finds what the same words say in a condition."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.errors import UsageError
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.join import Join
from svclint.findings.pairs import hits
from svclint.findings.rule import build
from svclint.findings.rulebook import Rulebook
from svclint.model import Claim
from tests.support.built_claims import CLUSTERS, ROLES, claims

TRAITS = {"controller": "string", "paths": "list", "parents": "list"}
PATHS = st.lists(st.sampled_from(["/", "/a", "/b"]), max_size=2, unique=True).map(tuple)
# What a join may say, and the condition that means the same.
ON = {
    "cluster": "pair.same_cluster",
    "owner": "pair.same_owner",
    "block": "pair.same_block",
    "port": "size(pair.shared_ports) > 0",
    "controller": "claim.controller == other.controller",
    "host": "claim.host == other.host",
    "any paths": "claim.paths.exists(p, p in other.paths) || size(claim.paths + other.paths) == 0",
    "any parents": "claim.parents.exists(p, p in other.parents) || size(claim.parents + other.parents) == 0",
}
ACROSS = {
    "cluster": "!pair.same_cluster",
    "owner": "!pair.same_owner",
    "controller": "claim.controller != other.controller",
}
REST = [
    "true",
    'claim.controller == ""',
    'other.host != ""',
    'claim.host == "" || other.controller == ""',
    "cluster.mode_known",
]


def rulebook(**policy: Any) -> Rulebook:
    raw = {
        "id": "made", "title": "Made for a test", "severity": "error", "why": "x", "fix": "x", "references": (),
        "examples": (), "policy": {"message": "{claim.title}", "claim": [*ROLES], "other": [*ROLES], **policy},
    }  # fmt: skip
    book = Rulebook([build(raw, "made.yaml")], TRAITS)
    book.check()
    return book


def spoken(book: Rulebook, made: tuple[Claim, ...]) -> list[object]:
    return [*hits(book, book.rules["made"], ClaimIndex(made, CLUSTERS), 20)]


@given(
    claims(most=9), st.data(), st.sampled_from(["overlap", "port", "name", "object"]), st.booleans(),
    st.sets(st.sampled_from(sorted(ON.keys() - {"port"}))), st.sets(st.sampled_from(sorted(ACROSS))),
    st.sampled_from(REST),
)  # fmt: skip
def test_a_join_is_what_the_condition_says(
    made: tuple[Claim, ...],
    data: st.DataObject,
    subject: str,
    symmetric: bool,
    on: set[str],
    across: set[str],
    rest: str,
) -> None:
    made = tuple(
        one.__class__(**{
            **{name: getattr(one, name) for name in one.__match_args__},
            "traits": {**one.traits, "paths": data.draw(PATHS), "parents": data.draw(PATHS)},
        })
        for one in made
    )  # fmt: skip
    ports = "block" in on and subject == "overlap" and data.draw(st.booleans())
    on |= {"port"} if ports else set()
    words = [*(ON[word] for word in sorted(on)), *(ACROSS[word] for word in sorted(across)), rest]
    condition = " && ".join(f"({word})" for word in words)
    joined: dict[str, Any] = {"on": sorted(on)} | {"across": sorted(across)}

    said = spoken(rulebook(**{"for": subject}, symmetric=symmetric, when=condition), made)
    found = spoken(rulebook(**{"for": subject}, symmetric=symmetric, when=rest, **joined), made)

    assert said == found


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ({"for": "claim", "on": ["cluster"]}, "a rule with 'for: claim' has no second claim to join"),
        ({"for": "overlap", "on": ["hosts"]}, "unknown word 'hosts' of a claim"),
        ({"for": "overlap", "across": ["any paths"]}, "unknown word 'any paths' of a claim"),
        ({"for": "overlap", "on": ["any controller"]}, "'controller' is not a list: remove 'any'"),
        ({"for": "overlap", "on": ["port"]}, "'port' also needs 'block', because ports are compared at one address"),
        ({"for": "name", "on": ["port"]}, "'port' is only valid in rules with 'for: port' or 'for: overlap'"),
    ],
)
def test_a_join_of_words_that_are_not_there_is_an_error(policy: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as error:
        rulebook(**policy)
    assert error.value.message == f"rule made: {message}"


def test_keys_come_from_one_list_if_there_are_too_many_combinations() -> None:
    many = tuple(f"/{number}" for number in range(20))
    from tests.support.built_claims import claim

    one = claim(host="a.x", traits={"paths": many, "parents": many})
    other = claim(host="a.x", owner="two", traits={"paths": many[:1], "parents": ("/else",)})
    claim_index = ClaimIndex((one, other), CLUSTERS)
    types = rulebook(**{"for": "name"}).types("name")
    join = Join(["any paths", "any parents"], ["owner"], types, claim_index, [0, 1])

    assert len(join.keys(0)) == 20
    assert set(join.keys(0)) & set(join.keys(1))
    assert not join.holds(0, 1)
