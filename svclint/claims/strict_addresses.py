"""The fields whose address spelling Kubernetes validates strictly since 1.36: no leading zeros, host bits or ::ffff:.

The feature gate StrictIPCIDRValidation is beta and on since 1.36; new objects with such a value are rejected. Until
1.35 the API server accepts it with a warning. Source: the callers of IsValidIPForLegacyField and
IsValidCIDRForLegacyField in https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go
(lines 4177, 4353, 6769, 6846, 6860, 8404, 8785, 9151), networking/validation/validation.go (252, 261, 405) and
discovery/validation/validation.go (116).
"""

from __future__ import annotations

from collections.abc import Mapping

from svclint.model import Claim

STRICT_SINCE = 36
"""The first minor version that rejects the values."""

# API group and kind → the pointers of the fields, or what they begin with. No API server validates the spelling of
# `spec.loadBalancerIP` (it warns), of annotations of controllers, or of custom resources.
_FIELDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("", "Service"): (
        "/spec/externalIPs/",
        "/spec/clusterIP",
        "/spec/loadBalancerSourceRanges/",
        "/metadata/annotations/service.beta.kubernetes.io~1load-balancer-source-ranges",
        "/status/loadBalancer/ingress/",
    ),
    ("", "Endpoints"): ("/subsets/",),
    ("discovery.k8s.io", "EndpointSlice"): ("/endpoints/",),
    ("networking.k8s.io", "NetworkPolicy"): ("/spec/",),
    ("networking.k8s.io", "Ingress"): ("/status/loadBalancer/ingress/",),
}


def is_strict(claim: Claim) -> bool:
    """Whether the claim is from a field that Kubernetes validates strictly."""
    fields = _FIELDS.get((claim.owner.group, claim.owner.kind), ())
    return not claim.from_inventory and claim.location.pointer.startswith(fields) if fields else False
