"""Words for the annotations of external-dns: which of its instances reads an annotation.

The default prefix of annotations is `external-dns.alpha.kubernetes.io/` up to 0.21 and `external-dns.kubernetes.io/`
from 0.22 on; no version reads both. `--annotation-prefix` exists since 0.20.
https://github.com/kubernetes-sigs/external-dns/blob/v0.21.0/source/annotations/annotations.go
https://github.com/kubernetes-sigs/external-dns/blob/v0.22.0/source/annotations/annotations.go
"""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.lazy_re import regex
from svclint.model import Claim

_OLD, _NEW = "external-dns.alpha.kubernetes.io/", "external-dns.kubernetes.io/"
_FIRST_WITH_NEW = 22
_IMAGE = regex(r"(?:(?:.*/)?external-dns:)?v?0\.(\d{1,3})\b.*")  # an image, or only its tag
# The chart of the project up to 1.21 installs versions up to 0.21 if its values name no other image.
# https://github.com/kubernetes-sigs/external-dns/blob/external-dns-helm-chart-1.21.1/charts/external-dns/Chart.yaml
_CHART = regex(r"v?1\.(\d{1,3})\b.*")
_LAST_CHART_WITH_OLD = 21
_FLAG = regex(r"--annotation-prefix=(\S+)")


@cluster_word("list")
def external_dns_prefixes(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The annotation prefixes that the external-dns instances of the cluster read; empty if one of them is unknown."""
    prefixes = {_prefix(claim) for claim in claim_index.of(cluster, "external-dns")}
    return sorted(prefixes) if "" not in prefixes else []


@claim_word("bool")
def unread_annotation(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is an annotation for external-dns whose prefix no instance of the cluster reads.

    It is not, if the same object has the same name with a prefix that an instance reads.
    """
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    read = claim_index.memo(("prefixes", cluster), lambda: external_dns_prefixes(claim_index, cluster))
    own = _prefix_of_key(claim)
    if not own or not read or own in read:
        return False
    others = (other for other in claim_index.claims_of(claim.owner) if other.role == claim.role)
    return not any(other.host == claim.host and _prefix_of_key(other) in read for other in others)


def external_dns_minor(instance: Claim) -> int | None:
    """The minor version of an instance of external-dns (18 for 0.18), or None if it is unknown.

    Since 1.13, the chart of the project has the minor version of the program that it installs.
    https://github.com/kubernetes-sigs/external-dns/blob/external-dns-helm-chart-1.21.1/charts/external-dns/Chart.yaml
    """
    if image := str(instance.traits.get("image", "")):
        match = _IMAGE.fullmatch(image)
    else:
        match = _CHART.fullmatch(str(instance.traits.get("chart_version", "")))
    return int(match[1]) if match else None


def _prefix_of_key(claim: Claim) -> str:
    """The prefix of the annotation that states a claim; empty for a claim of another field."""
    key = claim.location.pointer.rpartition("/")[2].replace("~1", "/")
    return next((prefix for prefix in (_OLD, _NEW) if key.startswith(prefix)), "")


def _prefix(instance: Claim) -> str:
    """The prefix that an instance reads; empty if it is unknown."""
    arguments = f"{instance.text},{','.join(_listed(instance))}"
    if stated := str(instance.traits.get("annotation_prefix", "")):
        return stated
    if match := _FLAG.search(arguments.replace(",", " ")):
        return match[1]
    if image := str(instance.traits.get("image", "")):
        match = _IMAGE.fullmatch(image)
        return "" if match is None else _NEW if int(match[1]) >= _FIRST_WITH_NEW else _OLD
    chart = _CHART.fullmatch(str(instance.traits.get("chart_version", "")))
    return _OLD if chart and int(chart[1]) <= _LAST_CHART_WITH_OLD else ""


def _listed(instance: Claim) -> tuple[str, ...]:
    value = instance.traits.get("extra_args", ())
    return value if isinstance(value, tuple) else ()
