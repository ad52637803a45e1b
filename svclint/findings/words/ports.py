"""Words for ports: of claims, and the node ports of a cluster."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.claims.daemons import common_ports, listening_at
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import claim_word, cluster_word, pair_word
from svclint.model import Claim, Port

# https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
NODE_PORTS = (30000, 32767)


@claim_word("list")
def ports(claim_index: ClaimIndex, index: int) -> list[str]:
    """Its ports, as `80/TCP`."""
    return [str(port) for port in claim_index.claims[index].ports]


@claim_word("int")
def first_port(claim_index: ClaimIndex, index: int) -> int:
    """Its lowest port; 0 if it has none."""
    return min((port.first for port in claim_index.claims[index].ports), default=0)


@claim_word("int")
def last_port(claim_index: ClaimIndex, index: int) -> int:
    """Its highest port; 0 if it has none."""
    return max((port.last for port in claim_index.claims[index].ports), default=0)


def ports_number(claim_index: ClaimIndex, index: int) -> int:
    """A number that identifies the ports of a claim. It avoids hashing a thousand ports for every claim."""
    by_identity, by_ports = claim_index.memo(
        "numbers of ports", lambda: (dict[int, int](), dict[tuple[Port, ...], int]())
    )
    own = claim_index.claims[index].ports
    if id(own) not in by_identity:
        by_identity[id(own)] = by_ports.setdefault(own, len(by_ports))
    return by_identity[id(own)]


@pair_word("list", depends=(ports_number, ports_number))
def shared_ports(claim_index: ClaimIndex, i: int, j: int) -> list[str]:
    """The ports that the claim and `other` share."""
    return [str(port) for port in _shared(claim_index, i, j)]


@pair_word("bool", depends=(ports_number, ports_number))
def ports_differ(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Whether the claim and `other` both have ports, and share none of them."""
    claims = claim_index.claims
    return bool(claims[i].ports and claims[j].ports) and not _shared(claim_index, i, j)


def _shared(claim_index: ClaimIndex, i: int, j: int) -> list[Port]:
    own, other = claim_index.claims[i].ports, claim_index.claims[j].ports
    return [port for port in own if any(port.meets(other_port) for other_port in other)]


def _takes(claim_index: ClaimIndex, index: int) -> Hashable:
    effect = claim_index.effect(index)
    return effect.all_ports, effect.ports


@pair_word("bool", depends=(_takes, ports_number), rests_on=("proxy.mode",))
def captures(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Traffic for `other` goes to the claim instead."""
    return claim_index.effect(i).takes(claim_index.claims[j].ports)


@claim_word("list")
def daemons(claim_index: ClaimIndex, index: int) -> list[str]:
    """The daemons of nodes that listen on one of its ports: `sshd`, `kubelet`, `kube-proxy`, `kube-apiserver`, `etcd`,
    `etcd-metrics`, `kube-controller-manager`, `kube-scheduler`, `rke2-server`.
    """
    return listening_at(claim_index.claims[index].ports)


@claim_word("list")
def daemon_ports(claim_index: ClaimIndex, index: int) -> list[str]:
    """Those of its ports on which a daemon of any control-plane node listens, as `kubelet 10250`."""
    return common_ports(claim_index.claims[index].ports)


@claim_word("bool")
def only_on_loopback(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it listens on loopback, and nothing in the cluster states another address for its program and port."""
    claim = claim_index.claims[index]
    reachable = claim_index.memo(
        ("reachable listeners", claim.owner.cluster),
        lambda: {
            (other.traits.get("program"), port)
            for other in claim_index.of(claim.owner.cluster, "host-listener")
            for port in other.ports
            if not _is_loopback(other)
        },
    )
    program = claim.traits.get("program")
    return _is_loopback(claim) and not any((program, port) in reachable for port in claim.ports)


def _is_loopback(claim: Claim) -> bool:
    address = str(claim.traits.get("host_ip", ""))
    return address.startswith("127.") or address in ("::1", "localhost")


@pair_word("list", depends=(ports_number, ports_number))
def shared_daemons(claim_index: ClaimIndex, i: int, j: int) -> list[str]:
    """The daemons of nodes that listen on one of the ports that the claim and `other` share."""
    return listening_at(_shared(claim_index, i, j))


@cluster_word("int", rests_on=("nodePortRange",))
def node_port_first(claim_index: ClaimIndex, cluster: str) -> int:
    """The first node port."""
    return (claim_index.clusters[cluster].node_port_range or NODE_PORTS)[0]


@cluster_word("int", rests_on=("nodePortRange",))
def node_port_last(claim_index: ClaimIndex, cluster: str) -> int:
    """The last node port."""
    return (claim_index.clusters[cluster].node_port_range or NODE_PORTS)[1]


@cluster_word("bool", rests_on=("nodePortRange",))
def node_port_range_known(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether something states the range of node ports."""
    return claim_index.clusters[cluster].node_port_range is not None
