"""A rule that was written for an earlier vocabulary → the same rule in today's words and roles, with what was replaced.

docs/stability.md promises that people's own rules keep working when a word is renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from svclint.claims.roles import SETTINGS
from svclint.findings.condition import replaced_names
from svclint.lazy_re import regex

# Plain data at the edge: what a validated rule file holds. The schema is the type.
Plain = Any

_CLAIM = {
    "ignored": "no_effect",
    "published": "requested_on_purpose",
    "held": "address_is_held",
    "asked": "asked_controllers",
    "pooled": "in_pool",
    "within": "inside",
    "names_unseen": "fqdn_not_learned",
    "node_parts": "node_cidr_slots",
    "unserved_by": "service_lacks_port",
    "setting": "role",
}
WORDS: Mapping[str, str] = {
    **{f"{side}.{old}": f"{side}.{new}" for side in ("claim", "other") for old, new in _CLAIM.items()},
    "pair.takes": "pair.captures",
}
"""Words under another name, with the same type and meaning."""

_NEGATED = {f"{side}.meets_other_pod_network": f"!{side}.disjoint_from_pod_networks" for side in ("claim", "other")}
_ROLES: Mapping[str, tuple[str, ...]] = {"setting": SETTINGS}
_PLACE = regex(r"\{([^{}]*)\}")


def modern(raw: Plain) -> tuple[Plain, tuple[tuple[str, str], ...]]:
    """A validated rule file with today's names, and each (old, new) name that was replaced, once, in order."""
    used: dict[str, str] = {}
    policy = dict(raw["policy"])
    for key in ("claim", "other", "at"):
        if key in policy:
            policy[key] = _roles(policy[key], used)
    for key in ("on", "across"):
        if key in policy:
            policy[key] = [_join_word(entry, used) for entry in policy[key]]
    texts = [policy, *(policy.get("cases", ()))]
    renewed = [_texts(text, used) for text in texts]
    policy |= renewed[0]
    if "cases" in policy:
        policy["cases"] = [{**case, **new} for case, new in zip(policy["cases"], renewed[1:], strict=True)]
    return ({**raw, "policy": policy}, tuple(used.items())) if used else (raw, ())


def _roles(roles: Iterable[str], used: dict[str, str]) -> list[str]:
    found: dict[str, None] = {}
    for role in roles:
        for name in _ROLES.get(role, (role,)):
            found[name] = None
        if role in _ROLES:
            used[role] = ", ".join(_ROLES[role])
    return list(found)


def _join_word(entry: str, used: dict[str, str]) -> str:
    prefix, word = ("any ", entry[4:]) if entry.startswith("any ") else ("", entry)
    if word in _CLAIM:
        used[word] = _CLAIM[word]
    return prefix + _CLAIM.get(word, word)


def _texts(texts: Mapping[str, Any], used: dict[str, str]) -> dict[str, str]:
    """The condition and the messages of a policy or a case."""
    found: dict[str, str] = {}
    if when := texts.get("when"):
        found["when"], replaced = replaced_names(when, {**WORDS, **_NEGATED})
        used.update(replaced)
    for key in ("message", "related"):
        if text := texts.get(key):
            used.update((name, WORDS[name]) for name in _PLACE.findall(text) if name in WORDS)
            found[key] = _PLACE.sub(lambda place: f"{{{WORDS.get(place[1], place[1])}}}", text)
    return found
