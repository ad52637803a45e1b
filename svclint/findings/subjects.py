"""The vocabulary of rules: the names a condition or message may use, their types, and how each is worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from svclint.claims.blocks import format_block, special
from svclint.claims.catalogue import DEFAULTS
from svclint.claims.effects import Effect, effect, mode_of
from svclint.findings.cel import CelValue
from svclint.findings.overlaps import meetings
from svclint.model import Block, Claim, Cluster, TraitValue

# Roles that are areas: other claims lie within them, and `claim.within` names them.
AREAS = frozenset(
    {"node-network", "pod-network", "service-network", "external-network", "pool", "reserved", "source-range"}
)


@dataclass(slots=True)
class Scene:
    """Everything that a run's rules may ask about; what is worked out once is kept here."""

    claims: Sequence[Claim]
    clusters: Mapping[str, Cluster]
    effects: dict[int, Effect] = field(default_factory=dict)
    areas: dict[int, list[str]] | None = None
    roles: dict[str, Counter[str]] | None = None
    owners: dict[object, list[int]] | None = None
    of_cluster: dict[tuple[str, str], TraitValue | list[str]] = field(default_factory=dict)

    @property
    def scopes(self) -> Mapping[str, str]:
        return {name: f"lan:{one.lan}" if one.lan else name for name, one in self.clusters.items()}

    def effect(self, index: int) -> Effect:
        if index not in self.effects:
            claim = self.claims[index]
            self.effects[index] = effect(claim, self.clusters[claim.owner.cluster])
        return self.effects[index]

    def within(self, index: int) -> list[str]:
        """Roles of the cluster's areas that hold the whole claim, its own owner's left out."""
        if self.areas is None:
            self.areas = {}
            present = {claim.role for claim in self.claims if claim.block is not None}
            wanted = {(role, area) for role in present for area in AREAS & present}
            for i, j in meetings(self.claims, self.scopes, wanted):
                one, other = self.claims[i], self.claims[j]
                if one.owner.cluster == other.owner.cluster and one.owner != other.owner and _inside(one, other):
                    found = self.areas.setdefault(i, [])
                    if other.role not in found:
                        found.append(other.role)
        return sorted(self.areas.get(index, []))

    def siblings(self, index: int) -> list[str]:
        """Roles of the other claims of the same owner."""
        if self.owners is None:
            self.owners = {}
            for i, claim in enumerate(self.claims):
                self.owners.setdefault(claim.owner, []).append(i)
        return sorted({self.claims[i].role for i in self.owners[self.claims[index].owner] if i != index})

    def count(self, cluster: str) -> Counter[str]:
        """How many claims each role has in a cluster."""
        if self.roles is None:
            self.roles = {}
            for claim in self.claims:
                self.roles.setdefault(claim.owner.cluster, Counter())[claim.role] += 1
        return self.roles.get(cluster, Counter())


def _inside(one: Claim, other: Claim) -> bool:
    return one.block is not None and other.block is not None and other.block.contains(one.block)


Getter = Callable[[Scene, int], TraitValue | list[str]]

# name → (type, how it is worked out, what it means). The same names serve `claim.` and `other.`.
CLAIM: Mapping[str, tuple[str, Getter, str]] = {
    "role": ("string", lambda s, i: s.claims[i].role, "what the claim wants or is: a word of the roles page"),
    "group": ("string", lambda s, i: s.claims[i].owner.group, "API group of its object; `inventory` for an entry"),
    "kind": ("string", lambda s, i: s.claims[i].owner.kind, "kind of its object, or the inventory's list"),
    "namespace": ("string", lambda s, i: s.claims[i].owner.namespace, "namespace of its object, empty where none is written"),
    "name": ("string", lambda s, i: s.claims[i].owner.name, "name of its object"),
    "owner": ("string", lambda s, i: str(s.claims[i].owner), "kind, namespace and name, for messages"),
    "cluster": ("string", lambda s, i: s.claims[i].owner.cluster, "name of its cluster"),
    "title": ("string", lambda s, i: s.claims[i].title, "what it is, for messages: `externalIPs of Service a/b`"),
    "pointer": ("string", lambda s, i: s.claims[i].location.pointer, "JSON pointer of the field"),
    "file": ("string", lambda s, i: s.claims[i].location.file, "the file it stands in"),
    "text": ("string", lambda s, i: s.claims[i].text, "the value as written"),
    "address": ("string", lambda s, i: _address(s.claims[i]), "the address, CIDR or range in canonical form; the text where there is none"),
    "family": ("string", lambda s, i: _family(s.claims[i]), "IPv4, IPv6 or empty"),
    "size": ("int", lambda s, i: _size(s.claims[i]), "how many addresses it holds, at most 2^62; 0 where it holds none"),
    "special": ("string", lambda s, i: _special(s.claims[i]), "the special range it lies in: loopback, link-local, metadata, multicast, broadcast, unspecified, reserved, documentation; or empty"),
    "host": ("string", lambda s, i: s.claims[i].host, "the DNS name it speaks of, or empty"),
    "ports": ("list", lambda s, i: [str(port) for port in s.claims[i].ports], "its ports, as `80/TCP`"),
    "from_inventory": ("bool", lambda s, i: s.claims[i].from_inventory, "whether the inventory says it, not a manifest"),
    "binds": ("bool", lambda s, i: s.effect(i).binds, "whether nodes answer for the whole address"),
    "takes_all_ports": ("bool", lambda s, i: s.effect(i).all_ports, "whether every port of the address is taken"),
    "announces": ("bool", lambda s, i: s.effect(i).announces, "whether something answers ARP, ND or BGP for it"),
    "ignored": ("string", lambda s, i: s.effect(i).ignored, "why the claim has no effect, or empty"),
    "effect": ("string", lambda s, i: s.effect(i).text, "what happens to packets, as a clause"),
    "within": ("list", lambda s, i: s.within(i), "roles of the areas of its cluster that hold it whole"),
    "siblings": ("list", lambda s, i: s.siblings(i), "roles of the other claims of the same object"),
}

PAIR: Mapping[str, tuple[str, Callable[[Scene, int, int], TraitValue | list[str]], str]] = {
    "same_owner": ("bool", lambda s, i, j: s.claims[i].owner == s.claims[j].owner, "both belong to one object"),
    "same_cluster": ("bool", lambda s, i, j: s.claims[i].owner.cluster == s.claims[j].owner.cluster, "both are of one cluster"),
    "same_block": ("bool", lambda s, i, j: s.claims[i].block == s.claims[j].block, "both hold the same addresses"),
    "claim_inside": ("bool", lambda s, i, j: _inside(s.claims[i], s.claims[j]), "`other` holds the whole claim"),
    "other_inside": ("bool", lambda s, i, j: _inside(s.claims[j], s.claims[i]), "the claim holds the whole `other`"),
    "shared": ("string", lambda s, i, j: _shared(s.claims[i], s.claims[j]), "the addresses they have in common"),
    "shared_ports": ("list", lambda s, i, j: _shared_ports(s.claims[i], s.claims[j]), "the ports they have in common"),
    "takes": ("bool", lambda s, i, j: s.effect(i).takes(s.claims[j].ports), "traffic that is meant for `other` ends at the claim"),
    "same_file": ("bool", lambda s, i, j: s.claims[i].location.file == s.claims[j].location.file, "both stand in one file"),
}

CLUSTER: Mapping[str, tuple[str, Callable[[Scene, str], TraitValue | list[str]], str]] = {
    "name": ("string", lambda s, c: c, "the cluster's name, empty without an inventory"),
    "mode": ("string", lambda s, c: mode_of(s.clusters[c]), "the service proxy's mode; `ipvs` where nobody says"),
    "mode_known": ("bool", lambda s, c: bool(s.clusters[c].proxy_mode), "whether something states the mode"),
    "strict_arp": ("bool", lambda s, c: bool(s.clusters[c].strict_arp), "whether ipvs.strictARP is on"),
    "strict_arp_known": ("bool", lambda s, c: s.clusters[c].strict_arp is not None, "whether something states strictARP"),
    "version": ("int", lambda s, c: s.clusters[c].version or 0, "Kubernetes minor version, 0 where nobody says"),
    "controllers": ("list", lambda s, c: sorted(s.clusters[c].controllers or ()), "who hands out load-balancer addresses"),
    "in_inventory": ("bool", lambda s, c: s.clusters[c].in_inventory, "whether an inventory describes the cluster"),
    "lan": ("string", lambda s, c: s.clusters[c].lan, "name of its layer-2 segment, or empty"),
    "roles": ("list", lambda s, c: sorted(s.count(c)), "roles that some claim of the cluster has"),
    "nodes": ("int", lambda s, c: len({k.owner.name for k in s.claims if k.role == "node" and k.owner.cluster == c}), "how many nodes are known"),
    "control_plane_nodes": ("int", lambda s, c: _control_plane_nodes(s, c), "how many control-plane nodes are known"),
    "external_networks_stated": ("bool", lambda s, c: s.clusters[c].external_cidrs is not None, "whether externalCIDRs are given"),
}


def vocabulary(subject: str, traits: Mapping[str, str]) -> Mapping[str, str]:
    """The names that a rule for `subject` may use → their types; a catalogue's trait is `claim.<trait>`."""
    names = {f"cluster.{name}": spec[0] for name, spec in CLUSTER.items()}
    if subject == "cluster":
        return names
    for side in ("claim",) if subject == "claim" else ("claim", "other"):
        names |= {f"{side}.{name}": kind for name, kind in traits.items()}
        names |= {f"{side}.{name}": spec[0] for name, spec in CLAIM.items()}
    if subject != "claim":
        names |= {f"pair.{name}": spec[0] for name, spec in PAIR.items()}
    return names


def value(scene: Scene, name: str, types: Mapping[str, str], cluster: str, i: int = -1, j: int = -1) -> CelValue:
    """The value of one name for the claims i and j (indexes into the scene), of the name's declared type."""
    side, _, word = name.partition(".")
    found: TraitValue | list[str]
    if side == "cluster":
        if (name, cluster) not in scene.of_cluster:
            scene.of_cluster[name, cluster] = CLUSTER[word][1](scene, cluster)
        found = scene.of_cluster[name, cluster]
    elif side == "pair":
        found = PAIR[word][1](scene, i, j)
    else:
        index = i if side == "claim" else j
        if word in CLAIM:
            found = CLAIM[word][1](scene, index)
        else:
            found = scene.claims[index].traits.get(word, DEFAULTS[types[name]])
    return list(found) if isinstance(found, tuple) else found


def _address(claim: Claim) -> str:
    return format_block(claim.block) if claim.block else claim.host or claim.text


def _family(claim: Claim) -> str:
    return f"IPv{claim.block.family}" if claim.block else ""


def _size(claim: Claim) -> int:
    return min(claim.block.size, 2**62) if claim.block else 0


def _special(claim: Claim) -> str:
    return special(claim.block) if claim.block else ""


def _shared(one: Claim, other: Claim) -> str:
    if one.block is None or other.block is None:
        return ""
    first, last = max(one.block.first, other.block.first), min(one.block.last, other.block.last)
    return format_block(Block(one.block.family, first, last)) if first <= last else ""


def _shared_ports(one: Claim, other: Claim) -> list[str]:
    return [str(mine) for mine in one.ports if any(mine.meets(theirs) for theirs in other.ports)]


def _control_plane_nodes(scene: Scene, cluster: str) -> int:
    found = set()
    for claim in scene.claims:
        roles = claim.traits.get("node_roles", ())
        if claim.role == "node" and claim.owner.cluster == cluster and isinstance(roles, tuple) and "control-plane" in roles:
            found.add(claim.owner.name)
    return len(found)
