"""Rule file with old names → the same rule with current words and roles, and the names that were replaced.

docs/stability.md promises that custom rules keep working when a word is renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svclint.claims.roles import SETTINGS
from svclint.findings.condition import replaced_names
from svclint.lazy_re import regex
from svclint.light_typing import Any

# The data of a validated rule file. Its type is the schema.
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
    "setting": "role",
}
WORDS: Mapping[str, str] = {
    **{f"{side}.{old}": f"{side}.{new}" for side in ("claim", "other") for old, new in _CLAIM.items()},
    "pair.takes": "pair.captures",
}
"""Old name of a word → its new name. Type and meaning are the same."""

_NEGATED = {f"{side}.meets_other_pod_network": f"!{side}.disjoint_from_pod_networks" for side in ("claim", "other")}
_ROLES: Mapping[str, tuple[str, ...]] = {"setting": SETTINGS}
_PLACE = regex(r"\{([^{}]*)\}")


def modern(raw: Plain) -> tuple[Plain, tuple[tuple[str, str], ...]]:
    """A validated rule file with current names, and the distinct (old, new) names that were replaced, in order."""
    used: dict[str, str] = {}
    policy = dict(raw["policy"])
    for key in ("claim", "other", "at"):
        if key in policy:
            policy[key] = _roles(policy[key], used)
    for key in ("on", "across"):
        if key in policy:
            policy[key] = [_join_word(entry, used) for entry in policy[key]]
    texts = [policy, *(policy.get("cases", ()))]
    updated = [_texts(text, used) for text in texts]
    policy |= updated[0]
    if "cases" in policy:
        policy["cases"] = [{**case, **new} for case, new in zip(policy["cases"], updated[1:], strict=True)]
    return ({**raw, "policy": policy}, tuple(used.items())) if used else (raw, ())


def _roles(roles: Iterable[str], used: dict[str, str]) -> list[str]:
    """The current names of roles. Adds the replaced names to `used`."""
    current: dict[str, None] = {}
    for role in roles:
        for name in _ROLES.get(role, (role,)):
            current[name] = None
        if role in _ROLES:
            used[role] = ", ".join(_ROLES[role])
    return list(current)


def _join_word(entry: str, used: dict[str, str]) -> str:
    """An entry of `on` or `across` with the current name. Adds a replaced name to `used`."""
    prefix, word = ("any ", entry[4:]) if entry.startswith("any ") else ("", entry)
    if word in _CLAIM:
        used[word] = _CLAIM[word]
    return prefix + _CLAIM.get(word, word)


def _texts(texts: Mapping[str, Any], used: dict[str, str]) -> dict[str, str]:
    """The condition and messages of a policy or case with current names. Adds the replaced names to `used`."""
    updated: dict[str, str] = {}
    if when := texts.get("when"):
        updated["when"], replaced = replaced_names(when, {**WORDS, **_NEGATED})
        used.update(replaced)
    for key in ("message", "related"):
        if text := texts.get(key):
            used.update((name, WORDS[name]) for name in _PLACE.findall(text) if name in WORDS)
            updated[key] = _PLACE.sub(lambda place: f"{{{WORDS.get(place[1], place[1])}}}", text)
    return updated
