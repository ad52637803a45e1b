"""Words for lists that must contain networks of the cluster: what they lack, as the reading program reads them."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.claims.network_lists import NetworkList, network_list
from svclint.claims.ranges import Ranges
from svclint.claims.special import private, special
from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.name_lists import few
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.model import Block, Claim

# A cluster for which the files state more networks of one kind than this is several clusters.
_MOST_NETWORKS = 16
# https://github.com/tailscale/tailscale/blob/01be3630b909f5e13710fd3eed15af65501797e6/net/tsaddr/tsaddr.go
_VPN = Ranges([Block(4, 0x64400000, 0x647FFFFF), Block(6, 0xFD7A115CA1E0 << 80, (0xFD7A115CA1E1 << 80) - 1)])
_EVERYTHING = Block(4, 0, 2**32 - 1)
_NAMES = {
    "pod-network": "the pod network",
    "service-network": "the service network",
    "node-network": "the node network",
    "node": "the node",
}


@claim_word("list", rests_on=("podCIDRs", "serviceCIDRs", "nodeCIDRs"))
def uncovered(claim_index: ClaimIndex, index: int) -> list[str]:
    """For a list of networks: the networks of the cluster that it must contain completely and does not contain."""
    return _named(uncovered_networks(claim_index, index))


@claim_word("list", rests_on=("podCIDRs", "nodes"))
def unmet(claim_index: ClaimIndex, index: int) -> list[str]:
    """For a list of networks: the networks of the cluster of which it must contain an address, if it contains none."""
    return _named(unmet_networks(claim_index, index))


@claim_word("list")
def unread_entries(claim_index: ClaimIndex, index: int) -> list[str]:
    """For a list of networks: the entries that match nothing, because the program does not read their notation."""
    return list(read_list(claim_index, index).ignored)


@claim_word("bool")
def contains_everything(claim_index: ClaimIndex, index: int) -> bool:
    """For a list of networks: whether it contains all IPv4 addresses."""
    return read_list(claim_index, index).holds(_EVERYTHING)


@claim_word("list")
def exempt_names(claim_index: ClaimIndex, index: int) -> list[str]:
    """For NO_PROXY: the domains that the program reaches without its proxy, with a leading dot; `*` for all."""
    return sorted(read_list(claim_index, index).suffixes)


def read_list(claim_index: ClaimIndex, index: int) -> NetworkList:
    """What a list contains, as its parser reads it."""
    traits = claim_index.claims[index].traits
    entries, parser = listed(traits.get("entries", ())), str(traits.get("parser", ""))
    return claim_index.memo(("network list", entries, parser), lambda: network_list(entries, parser))


def is_readable(claim_index: ClaimIndex, index: int) -> bool:
    """Whether all entries of a list are known, so that rules can conclude from what is not in it."""
    return not claim_index.claims[index].traits.get("unreadable") and read_list(claim_index, index).readable


def uncovered_networks(claim_index: ClaimIndex, index: int) -> list[Claim]:
    """The claims of the networks that a list must contain and does not contain, of the families that it has.

    The networks of the inventory count, each of them. Without them, manifests may contradict each other, so that a list
    which contains one of their networks lacks none.
    """
    claim = claim_index.claims[index]
    own = read_list(claim_index, index)
    uncovered: list[Claim] = []
    for role in listed(claim.traits.get("must_hold", ())):
        for family in own.families:
            known = _networks(claim_index, claim.owner.cluster, role, family)
            lacking = [network for network in known if network.block and not own.holds(network.block)]
            if lacking and len(known) <= _MOST_NETWORKS and (known[0].from_inventory or len(lacking) == len(known)):
                uncovered.extend(lacking)
    return uncovered


def unmet_networks(claim_index: ClaimIndex, index: int) -> list[Claim]:
    """The claims of the networks of which a list must contain an address, if it contains an address of none of them.

    A list of loopback addresses is for programs of the same machine or Pod, on purpose. The addresses of a VPN are in
    no file. If no node has a known role, only addresses of interfaces are known, for example of a network for storage;
    others may come from DHCP. A machine of a cloud has a private address, which its public one does not reveal.
    """
    claim = claim_index.claims[index]
    cluster, roles = claim.owner.cluster, listed(claim.traits.get("must_meet", ()))
    own = read_list(claim_index, index)
    if (
        _is_local(own)
        or _is_of_vpn(own)
        or any(claim_index.ranges(cluster, *roles).meet(block) for block in own.blocks)
    ):
        return []
    networks = [
        network
        for role in roles[:1]
        for family in own.families
        for network in _networks(claim_index, cluster, role, family)
    ]
    if roles[:1] == ("node",) and not any(network.traits.get("node_roles") for network in networks):
        return []
    if all(map(private, own.blocks)):
        return [network for network in networks if network.block and private(network.block)]
    return networks


def _is_of_vpn(own: NetworkList) -> bool:
    """Whether addresses of Tailscale and NetBird may be meant: the nodes get them from these, not from a file."""
    return any(_VPN.meet(block) for block in own.blocks)


def _is_local(own: NetworkList) -> bool:
    return bool(own.blocks) and all(special(block) == "loopback" for block in own.blocks)


def _networks(claim_index: ClaimIndex, cluster: str, role: str, family: int) -> tuple[Claim, ...]:
    """The known networks with a role: those of the inventory, else those of deployed objects, one per block."""

    def work() -> tuple[Claim, ...]:
        claims = [claim for claim in claim_index.of(cluster, role) if claim.block and claim.block.family == family]
        stated = [claim for claim in claims if claim.from_inventory]
        deployed = stated or [claim for claim in claims if not claim.status.latent]
        return tuple({claim.block: claim for claim in reversed(deployed)}.values())

    return claim_index.memo(("known networks", cluster, role, family), work)


def _named(networks: Iterable[Claim]) -> list[str]:
    return few(f"{_NAMES[claim.role]} {address(claim)}" for claim in networks)


@claim_word("bool")
def behind_ingress(claim_index: ClaimIndex, index: int) -> bool:
    """For a list of trusted proxies: whether an ingress controller of the cluster sends requests to the application.

    The values of a chart switch an Ingress on, or a route leads to a Service in its namespace whose name begins with
    its own, or the other way round: `home-assistant` and `home-assistant-config`.
    """
    owner = claim_index.claims[index].owner
    if claim_index.claims[index].traits.get("ingress"):
        return True
    backends = claim_index.memo(("backends", owner.cluster), lambda: _backends(claim_index, owner.cluster))
    return (owner.namespace, owner.name) in backends[1] or not backends[0].isdisjoint(
        (owner.namespace, name) for name in _beginnings(owner.name)
    )


def _backends(claim_index: ClaimIndex, cluster: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The namespace and name of each Service to which a route leads; and the same with the beginnings of the names."""
    names = {
        (str(claim.traits.get("service_namespace", "")) or claim.owner.namespace, claim.text)
        for claim in claim_index.of(cluster, "route-backend")
    }
    return names, {(namespace, start) for namespace, name in names for start in _beginnings(name)}


def _beginnings(name: str) -> list[str]:
    """`home-assistant` → `home`, `home-assistant`."""
    words = name.split("-")
    return ["-".join(words[: number + 1]) for number in range(len(words))]


@cluster_word("bool")
def kube_vip_on_workers(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether kube-vip serves Services from worker nodes: its Pods are not limited to control-plane nodes."""
    return any(
        claim.traits.get("controller") == "kube-vip" and not claim.traits.get("control_plane_only")
        for claim in claim_index.of(cluster, "lb-controller")
        if not claim.from_inventory and claim.owner.kind != "Pod"
    )
