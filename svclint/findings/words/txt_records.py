"""Word for the TXT records of external-dns: names at which it writes one next to a CNAME, which DNS does not allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.words.external_dns_annotations import external_dns_minor
from svclint.findings.words.registry import claim_word
from svclint.model import Claim

# From 0.18 on, the name of the TXT record starts with the type of the record (`cname-web.example.com`).
# https://github.com/kubernetes-sigs/external-dns/blob/v0.17.0/registry/txt.go
# https://github.com/kubernetes-sigs/external-dns/blob/v0.18.0/registry/txt.go
_FIRST_WITH_TYPED_NAMES = 18
# Providers that keep to RFC 1034, section 3.6.2; Cloudflare and some others flatten a CNAME.
_STRICT = frozenset({"aws", "azure", "azure-dns", "azure-private-dns", "google", "rfc2136", "ultradns"})
# Names for which external-dns writes an alias in Route 53 in place of a CNAME.
# https://github.com/kubernetes-sigs/external-dns/blob/v0.17.0/provider/aws/aws.go
_ALIASED = (".amazonaws.com", ".amazonaws.com.cn", ".cloudfront.net", ".awsglobalaccelerator.com")


@claim_word("list")
def beside_txt(claim_index: ClaimIndex, index: int) -> list[str]:
    """The names that external-dns makes a CNAME to it, and at which it writes its TXT record too.

    Empty if one of the instances of the cluster does not do so, or if its version or provider is unknown.
    """
    claim = claim_index.claims[index]
    if not claim.host or claim.traits.get("record_type", "CNAME") not in ("", "CNAME"):
        return []
    cluster = claim.owner.cluster
    writers = claim_index.memo(("TXT records", cluster), lambda: _writers(claim_index.of(cluster, "external-dns")))
    if not writers or any(provider == "aws" and claim.host.endswith(_ALIASED) for provider, _ in writers):
        return []
    names = set(_names(claim_index, claim))
    return sorted(name for name in names if all(_is_below(name, zones) for _, zones in writers))


def _writers(instances: Sequence[Claim]) -> frozenset[tuple[str, tuple[str, ...]]]:
    """The provider and zones of each instance; empty if one of them does not write its TXT record at the name."""
    if not all(map(_writes_at_the_name, instances)):
        return frozenset()
    return frozenset(
        (str(instance.traits.get("provider", "")), listed(instance.traits.get("domain_filter", ())))
        for instance in instances
    )


def _writes_at_the_name(instance: Claim) -> bool:
    """Whether an instance writes its TXT record at the name of a CNAME record."""
    minor, provider = external_dns_minor(instance), str(instance.traits.get("provider", ""))
    arguments = f"{instance.text} {' '.join(listed(instance.traits.get('extra_args', ())))}"
    return (
        minor is not None
        and minor < _FIRST_WITH_TYPED_NAMES
        and provider in _STRICT
        and instance.traits.get("registry") == "txt"
        and not instance.traits.get("txt_prefix")
        and not any(
            flag in arguments for flag in ("--txt-prefix", "--txt-suffix", "--txt-new-format-only", "--txt-encrypt")
        )
    )


def _names(claim_index: ClaimIndex, claim: Claim) -> Iterator[str]:
    """The names that are published with a target: those of a record, of annotations, or the hosts of an Ingress."""
    if name := str(claim.traits.get("dns_name", "")):
        yield name
        return
    for stated in listed(claim.traits.get("dns_names", ())):
        yield from (name.strip().rstrip(".") for name in stated.split(","))
    if claim.owner.kind in ("Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute"):
        of_owner = claim_index.claims_of(claim.owner)
        yield from (other.host for other in of_owner if other.role in ("dns-name", "route-host"))


def _is_below(name: str, zones: Sequence[str]) -> bool:
    return not zones or any(name == zone or name.endswith(f".{zone.lstrip('.')}") for zone in zones)
