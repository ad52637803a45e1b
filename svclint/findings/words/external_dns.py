"""Instances of external-dns → those that take each other's records for their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import MOST
from svclint.findings.words.registry import claim_word
from svclint.model import Claim, Owner

# Flags of external-dns that choose among zones of one name: with different ones two controllers keep out of each
# other's way.
_ZONE_FLAGS = (
    "zone-id-filter", "aws-zone-type", "aws-zone-tags", "aws-assume-role", "aws-profile", "azure-resource-group",
    "azure-subscription-id", "google-project", "google-zone-visibility", "rfc2136-host", "pihole-server",
    "webhook-provider-url", "exclude-domains", "regex-domain-filter", "annotation-filter",
)  # fmt: skip
_OWNED_BY = ("txt_owner_id", "txt_prefix", "registry", "provider")
# How many instances of one zone are kept, and how many of one file: more than a message names.
_MOST, _MOST_OF_FILE = 64, 24
_Key = tuple[object, ...]


@claim_word("list")
def shares_records_with(claim_index: ClaimIndex, index: int) -> list[str]:
    """Other external-dns instances that treat its records as their own.

    They have its zone, provider and owner id. Of many the first are named.
    """
    claim = claim_index.claims[index]
    if not _is_external_dns(claim):
        return []
    found = sorted(set(claim_index.memo("dns registries", lambda: _Registries(claim_index)).sharing(claim)))
    return found if len(found) <= MOST else [*found[:MOST], "and more"]


class _Registries:
    """All instances of a run, by what their owner ids, providers and flags have in common, and by zone.

    Of those that share all of it only some are kept: enough to name the first of them to any one, whatever it has to
    leave out, and to know that there are more.
    """

    def __init__(self, claim_index: ClaimIndex) -> None:
        # Zones whose names hold a variable may differ in each cluster: instances with a common one are not compared.
        self._found: dict[tuple[_Key, str], dict[frozenset[str], dict[bool, _Instances]]] = {}
        for cluster in claim_index.clusters:
            for one in claim_index.of(cluster, "external-dns", "dns-zone"):
                key = _key(one) if _is_external_dns(one) else ()
                if key:
                    zones, variable = _zones(one)
                    for zone in zones:
                        kinds = self._found.setdefault((key, zone), {}).setdefault(variable, {})
                        kinds.setdefault(_deletes(one), _Instances()).add(one)

    def sharing(self, claim: Claim) -> Iterator[str]:
        """Those that share the records of one, as it would name them."""
        key = _key(claim)
        zones, variable = _zones(claim)
        for zone in zones if key else ():
            for other_variable, kinds in self._found.get((key, zone), {}).items():
                if not variable & other_variable:
                    for deletes, instances in kinds.items():
                        if deletes or _deletes(claim):
                            yield from instances.beside(claim)


class _Instances:
    """Instances that are alike, by owner, each with the files that state it."""

    def __init__(self) -> None:
        self._files: dict[Owner, set[str]] = {}
        self._kept: list[Owner] = []

    def add(self, claim: Claim) -> None:
        self._files.setdefault(claim.owner, set()).add(claim.location.file)

    def beside(self, claim: Claim) -> Iterator[str]:
        """The first of other owners in other files: a file of several clusters is a base, which overlays complete."""
        self._kept = self._kept or self._first()
        for owner in self._kept:
            files = self._files[owner]
            if owner != claim.owner and len(files) > (claim.location.file in files):
                yield str(owner) if owner.cluster == claim.owner.cluster else f"{owner} of cluster {owner.cluster}"

    def _first(self) -> list[Owner]:
        kept: list[Owner] = []
        of_file: Counter[str] = Counter()
        for owner in sorted(self._files, key=lambda owner: (str(owner), owner)):
            files = self._files[owner]
            of_file.update(files)
            if len(files) > 1 or of_file[min(files)] <= _MOST_OF_FILE:
                kept.append(owner)
            if len(kept) == _MOST:
                break
        return kept


def _is_external_dns(claim: Claim) -> bool:
    """Whether a claim stands for an instance: a Deployment's arguments, or a zone among a chart's values."""
    if claim.role == "dns-zone":
        return claim.owner.kind == "HelmRelease"
    return claim.role == "external-dns"


def _key(claim: Claim) -> _Key:
    """What makes two instances take each other's records for their own, in a zone of both; empty where nothing does."""
    owned_by = tuple(claim.traits.get(key) for key in _OWNED_BY)
    known = "$" not in str(claim.traits.get("txt_owner_id"))  # a variable may differ in each cluster
    if claim.traits.get("registry") != "txt" or not claim.traits.get("provider") or not known:
        return ()
    return owned_by, _zone_flags(claim)


def _zones(claim: Claim) -> tuple[frozenset[str], frozenset[str]]:
    """The zones of an instance, and those of them that hold a variable."""
    zones = frozenset(listed(claim.traits.get("domain_filter", ())))
    return zones, frozenset(zone for zone in zones if "$" in zone)


def _deletes(claim: Claim) -> bool:
    return claim.traits.get("policy") == "sync"


def _zone_flags(claim: Claim) -> frozenset[str]:
    flags = (part.lstrip("-") for part in (*claim.text.split(","), *listed(claim.traits.get("extra_args", ()))))
    return frozenset(flag for flag in flags if flag.partition("=")[0] in _ZONE_FLAGS)
