"""Word for announcers that are switched off: whether Cilium reads the objects that say what it announces."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import claim_word

# The kinds of objects that each announcer reads, by the setting of Cilium's chart that switches it on.
# https://github.com/cilium/cilium/blob/c547745f2c39e349a250f3952591af147d31245d/install/kubernetes/cilium/values.yaml
_SWITCHES = {
    "CiliumL2AnnouncementPolicy": "l2announcements",
    "CiliumBGPAdvertisement": "bgpControlPlane",
    "CiliumBGPPeeringPolicy": "bgpControlPlane",
}


@claim_word("string")
def announcer_off(claim_index: ClaimIndex, index: int) -> str:
    """For an advertisement of Cilium, or a pool of kube-vip: the announcer that reads it, if that is off; else empty.

    It is off if every file with the setting says so, or, without such a file, if all values of the chart are known.
    """
    claim = claim_index.claims[index]
    cluster, switch = claim.owner.cluster, _SWITCHES.get(claim.owner.kind, "")
    if claim.role == "pool":
        switch = "kube-vip" if claim.traits.get("controller") == "kube-vip" else ""

    def work() -> frozenset[str]:
        switches = claim_index.of(cluster, "announcer-switch")
        stated = {str(each.traits.get("announcer", "")) for each in switches}
        on = {str(each.traits.get("announcer", "")) for each in switches if each.text.lower() != "false"}
        releases = claim_index.of(cluster, "cilium-release")
        complete = releases and not any(release.traits.get("configured_elsewhere") for release in releases)
        default = set() if not complete else set(_SWITCHES.values()) - stated
        return frozenset((stated - on) | default)

    return switch if switch in claim_index.memo(("announcers that are off", cluster), work) else ""
