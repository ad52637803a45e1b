"""Claims and the texts of their files → the claims without those whose comment calls the value a placeholder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from svclint.lazy_re import regex
from svclint.model import Claim

# Roles that tell other objects about the cluster. A placeholder in another field is the problem of that field only.
_FACTS = frozenset(
    {
        "control-plane", "kubeconfig-server", "load-balancer", "node", "node-network", "pod-network", "service-network",
        "cluster-dns", "pool",
    }
)  # fmt: skip
_PLACEHOLDER = regex(
    r"\s#.*\b(?:(?:replace|change|edit|adjust)[ _-]?(?:me|this|it|with|to your|by your)|placeholder|to be replaced"
    r"|your (?:own )?(?:ip|vip|address|network|subnet|range|value))\b"
)


def without_placeholders(claims: Iterable[Claim], texts: Mapping[str, str]) -> Iterator[Claim]:
    """Yield the claims, except facts about a cluster with a comment like `# replace me` on their line.

    `texts` are the texts of files by path; a claim of another file is kept.
    """
    lines: dict[str, list[str]] = {}
    for claim in claims:
        place = claim.location
        if claim.role in _FACTS and not claim.from_inventory and place.file in texts:
            if place.file not in lines:
                lines[place.file] = texts[place.file].split("\n")
            line = lines[place.file][place.span.line - 1 : place.span.line]
            if line and "#" in line[0] and _PLACEHOLDER.search(line[0].lower()):
                continue
        yield claim
