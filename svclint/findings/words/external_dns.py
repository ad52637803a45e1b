"""Words for external-dns: instances that treat each other's records as their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import MOST, few
from svclint.findings.words.external_dns_annotations import unread_annotation
from svclint.findings.words.names import dns_answers
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.lazy_re import regex
from svclint.model import Claim, DeploymentStatus, Owner

# Flags of external-dns that select among zones with one name. Controllers with different flags do not conflict.
_ZONE_FLAGS = (
    "zone-id-filter", "aws-zone-type", "aws-zone-tags", "aws-assume-role", "aws-profile", "azure-resource-group",
    "azure-subscription-id", "google-project", "google-zone-visibility", "rfc2136-host", "pihole-server",
    "webhook-provider-url", "exclude-domains", "regex-domain-filter", "annotation-filter",
)  # fmt: skip
_OWNED_BY = ("txt_owner_id", "txt_prefix", "registry", "provider")
_VARIABLE = regex(r"[$<{]|__\w+__")
# Instances listed for each zone, and for each file: more than a message names.
_MOST, _MOST_OF_FILE = 64, 24
_Key = tuple[object, ...]


@claim_word("list")
def shares_records_with(claim_index: ClaimIndex, index: int) -> list[str]:
    """Other external-dns instances that treat its records as their own.

    They have its zone, provider and owner ID. If there are many, the list has the first ones.
    """
    claim = claim_index.claims[index]
    if not _is_external_dns(claim):
        return []
    names = sorted(set(claim_index.memo("dns registries", lambda: _Registries(claim_index)).sharing(claim)))
    return names if len(names) <= MOST else [*names[:MOST], "and more"]


@claim_word("list")
def beside_addresses(claim_index: ClaimIndex, index: int) -> list[str]:
    """For an alias that external-dns publishes: the objects that publish the same name with an address.

    Empty if the cluster has several instances of external-dns, which may publish to different zones. The name of a
    Service counts if an instance says that it reads Services.
    """
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    if claim.traits.get("record_type") != "CNAME":
        return []
    if len(claim_index.memo(("instances", cluster), lambda: _instances(claim_index, cluster))) > 1:
        return []
    published = claim_index.memo("names with addresses", lambda: _with_addresses(claim_index))
    return few(published.get((cluster, claim.host, str(claim.traits.get("set_identifier", ""))), ()))


def _instances(claim_index: ClaimIndex, cluster: str) -> set[tuple[str, str]]:
    """The namespaces and names of the instances of external-dns in a cluster."""
    claims = claim_index.of(cluster, "external-dns", "dns-zone")
    return {(claim.owner.namespace, claim.owner.name) for claim in claims}


def _with_addresses(claim_index: ClaimIndex) -> Mapping[tuple[str, str, str], list[str]]:
    """Cluster, name and set identifier of what external-dns publishes with addresses → the objects that state it."""
    published: dict[tuple[str, str, str], set[str]] = {}
    for index, claim in enumerate(claim_index.claims):
        if claim.role != "dns-name" or claim.status.latent:
            continue
        if claim.traits.get("record_type") in ("A", "AAAA") or _publishes_service(claim_index, index):
            key = claim.owner.cluster, claim.host, str(claim.traits.get("set_identifier", ""))
            published.setdefault(key, set()).add(str(claim.owner))
    return {key: sorted(owners) for key, owners in published.items()}


def _publishes_service(claim_index: ClaimIndex, index: int) -> bool:
    """Whether external-dns publishes the name of a Service with an address that the Service requests."""
    owner = claim_index.claims[index].owner
    if owner.kind != "Service" or unread_annotation(claim_index, index):
        return False
    sources = claim_index.memo(("sources", owner.cluster), lambda: external_dns_sources(claim_index, owner.cluster))
    return "service" in sources and bool(dns_answers(claim_index, index))


@cluster_word("list")
def external_dns_sources(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The kinds of objects whose names the external-dns instances of the cluster publish, as far as they state them."""
    instances = claim_index.of(cluster, "external-dns", "dns-zone")
    return sorted({source for claim in instances for source in listed(claim.traits.get("sources", ()))})


class _Registries:
    """All instances of a run, by owner ID, provider and flags, and by zone.

    For equal keys it lists only some instances: enough to name the first ones to any of them, and to know that there
    are more.
    """

    def __init__(self, claim_index: ClaimIndex) -> None:
        # A zone with a variable in its name may differ in each cluster: instances that share one are not compared.
        self._by_zone: dict[tuple[_Key, str], dict[frozenset[str], dict[bool, _Instances]]] = {}
        for cluster in claim_index.clusters:
            for claim in claim_index.of(cluster, "external-dns", "dns-zone"):
                key = _key(claim) if _is_external_dns(claim) else ()
                if key:
                    zones, variable = _zones(claim)
                    for zone in zones:
                        kinds = self._by_zone.setdefault((key, zone), {}).setdefault(variable, {})
                        kinds.setdefault(_deletes(claim), _Instances()).add(claim)

    def sharing(self, claim: Claim) -> Iterator[str]:
        """The names of the instances that treat the claim's records as their own."""
        key = _key(claim)
        zones, variable = _zones(claim)
        for zone in zones if key else ():
            for other_variable, kinds in self._by_zone.get((key, zone), {}).items():
                if not variable & other_variable:
                    for deletes, instances in kinds.items():
                        if deletes or _deletes(claim):
                            yield from instances.of_others(claim)


class _Instances:
    """Equal instances by owner, each with the files that state it."""

    def __init__(self) -> None:
        self._files: dict[Owner, set[str]] = {}
        self._statuses: dict[Owner, DeploymentStatus] = {}
        self._listed: list[Owner] = []

    def add(self, claim: Claim) -> None:
        self._files.setdefault(claim.owner, set()).add(claim.location.file)
        self._statuses.setdefault(claim.owner, claim.status)

    def of_others(self, claim: Claim) -> Iterator[str]:
        """The first other owners in other files. A file of several clusters is a base, which overlays complete."""
        self._listed = self._listed or self._first_owners()
        for owner in self._listed:
            files = self._files[owner]
            elsewhere = len(files) > (claim.location.file in files)
            if owner != claim.owner and elsewhere and claim.status.may_coexist(self._statuses[owner]):
                yield str(owner) if owner.cluster == claim.owner.cluster else f"{owner} of cluster {owner.cluster}"

    def _first_owners(self) -> list[Owner]:
        owners: list[Owner] = []
        of_file: Counter[str] = Counter()
        for owner in sorted(self._files, key=lambda owner: (str(owner), owner)):
            files = self._files[owner]
            of_file.update(files)
            if len(files) > 1 or of_file[min(files)] <= _MOST_OF_FILE:
                owners.append(owner)
            if len(owners) == _MOST:
                break
        return owners


def _is_external_dns(claim: Claim) -> bool:
    """Whether a claim is an instance: the arguments of a Deployment, or a zone in the values of a chart."""
    if claim.role == "dns-zone":
        return claim.owner.kind == "HelmRelease"
    return claim.role == "external-dns"


def _key(claim: Claim) -> _Key:
    """Instances with the same key and zone treat each other's records as their own. Empty if the claim has none."""
    owned_by = tuple(claim.traits.get(key) for key in _OWNED_BY)
    is_literal = not _VARIABLE.search(str(claim.traits.get("txt_owner_id")))  # a variable may differ in each cluster
    if claim.traits.get("registry") != "txt" or not claim.traits.get("provider") or not is_literal:
        return ()
    return owned_by, _zone_flags(claim)


def _zones(claim: Claim) -> tuple[frozenset[str], frozenset[str]]:
    """The zones of an instance, and those of them with a variable."""
    zones = frozenset(listed(claim.traits.get("domain_filter", ())))
    return zones, frozenset(zone for zone in zones if _VARIABLE.search(zone))


def _deletes(claim: Claim) -> bool:
    return claim.traits.get("policy") == "sync"


def _zone_flags(claim: Claim) -> frozenset[str]:
    flags = (part.lstrip("-") for part in (*claim.text.split(","), *listed(claim.traits.get("extra_args", ()))))
    return frozenset(flag for flag in flags if flag.partition("=")[0] in _ZONE_FLAGS)
