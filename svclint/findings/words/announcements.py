"""Words for announcements: which pools, Services and BGP sessions the advertisements of a cluster cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svclint.claims.label_selectors import requirements_of
from svclint.claims.special import private, special
from svclint.findings.claim_index import ClaimIndex, listed, node_name
from svclint.findings.selectors import Selectors
from svclint.findings.words.load_balancers import served_by
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Claim

# A variable in a name: `${POOL}`, `$(POOL)`, `{{ pool }}`.
_VARIABLE = regex(r"[$][{(]|[{]{2}")
# The class of Services that Cilium announces by ARP; it also announces Services without a class.
# https://github.com/cilium/cilium/blob/00cfe9e813c628ce5a010f70d7d9c9b6b335379d/pkg/l2announcer/l2announcer.go
_TALOS_WITH_LABEL = 8  # of 1.x
_L2_CLASSES = ("", "io.cilium/l2-announcer")
_HOST_NAME = "kubernetes.io/hostname"
# Labels of the static Pod of kube-apiserver, which every control-plane node runs:
# https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kubeadm/app/util/staticpod/utils.go
# https://github.com/siderolabs/talos/blob/v1.13.9/internal/app/machined/pkg/controllers/k8s/control_plane_static_pod.go
_API_SERVER = frozenset({"component=kube-apiserver", "k8s-app=kube-apiserver"})


@dataclass(frozen=True, slots=True)
class PoolAnnouncements:
    """The pools that MetalLB's advertisements name and select. `everything`: one of them covers all pools."""

    everything: bool
    names: frozenset[str]
    selectors: Selectors


@claim_word("bool")
def announced(claim_index: ClaimIndex, index: int) -> bool:
    """Whether an advertisement covers the pool, or may cover it.

    An advertisement of MetalLB that names no pools and selects none covers all. Those of Cilium select Services, so any
    may cover a pool of Cilium; so may a BGP session or an ARP announcer of another project. Where no inventory says
    which files are of one cluster, an advertisement of any cluster may be of this one. What is not deployed covers only
    pools that are not deployed either.
    """
    claim = claim_index.claims[index]
    cluster, controller = claim.owner.cluster, str(claim.traits.get("controller", ""))
    latent = bool(claim.status.latent)
    if not claim_index.clusters[cluster].in_inventory and _announces_elsewhere(claim_index, cluster, controller):
        return True
    if controller != "metallb":
        roles = ("announcement", "l2-announcer", "bgp-session", "peer")
        return claim_index.memo(
            ("other announcers", cluster, latent),
            lambda: bool(_deployed(claim_index.of(cluster, *roles), latent=latent)),
        )
    covered = claim_index.memo(
        ("announced pools", cluster, latent), lambda: _pool_announcements(claim_index, cluster, latent=latent)
    )
    name = str(claim.traits.get("pool_name", ""))
    return (
        covered.everything
        or name in covered.names
        or _VARIABLE.search(name) is not None
        or covered.selectors.may_select(_labels(claim))
    )


def _announces_elsewhere(claim_index: ClaimIndex, cluster: str, controller: str) -> bool:
    """Whether another cluster of the run has advertisements of a controller, and this one has none."""

    def work() -> set[str]:
        clusters = claim_index.clusters
        return {name for name in clusters if _of_controller(claim_index.of(name, "announcement"), controller)}

    announcing = claim_index.memo(("clusters that announce", controller), work)
    return bool(announcing) and cluster not in announcing


def _deployed(claims: Iterable[Claim], *, latent: bool) -> list[Claim]:
    """The claims of deployed objects; with `latent`, all claims."""
    return [claim for claim in claims if latent or not claim.status.latent]


def _pool_announcements(claim_index: ClaimIndex, cluster: str, *, latent: bool) -> PoolAnnouncements:
    claims = _deployed(_of_controller(claim_index.of(cluster, "announcement"), "metallb"), latent=latent)
    names = [listed(claim.traits.get("announced_pools", ())) for claim in claims]
    selectors = [listed(claim.traits.get("announced_pool_selectors", ())) for claim in claims]
    named = frozenset(name for some in names for name in some)
    everything = any(not (some or selecting) for some, selecting in zip(names, selectors, strict=True))
    return PoolAnnouncements(
        everything or any(map(_VARIABLE.search, named)),
        named,
        Selectors((selector for some in selectors for selector in some), _added(claim_index, cluster)),
    )


@claim_word("bool", rests_on=("nodeCIDRs",))
def on_node_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a network of the nodes contains an address of its object, or none of these networks is known.

    Other machines of the network look for such an address by ARP or ND, so no route leads to it.
    """
    claim = claim_index.claims[index]
    networks = claim_index.ranges(claim.owner.cluster, "node-network")
    blocks = [other.block for other in claim_index.claims_of(claim.owner) if other.block]
    return (not networks.has(4) and not networks.has(6)) or any(map(networks.meet, blocks))


@claim_word("bool")
def single_public_addresses(claim_index: ClaimIndex, index: int) -> bool:
    """Whether all addresses of its object are single public ones: they may be those of the nodes themselves, which need
    no announcement.
    """
    claim = claim_index.claims[index]
    blocks = [other.block for other in claim_index.claims_of(claim.owner) if other.block]
    return bool(blocks) and all(
        block.first == block.last and not private(block) and not special(block) for block in blocks
    )


@claim_word("bool")
def carried(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a BGP session of Cilium carries the advertisement, or may carry it; true if no session is known."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster

    def work() -> Selectors | None:
        families = claim_index.of(cluster, "bgp-family")
        selectors = [text for family in families for text in listed(family.traits.get("carried_advertisements", ()))]
        return Selectors(selectors, _added(claim_index, cluster)) if families else None

    selectors = claim_index.memo(("carried advertisements", cluster), work)
    return selectors is None or selectors.may_select(_labels(claim))


@claim_word("bool")
def names_peer_config(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a CiliumBGPPeerConfig of its cluster has the name in its text; true if the cluster has none here."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    configs = claim_index.memo(
        ("peer configs", cluster), lambda: {config.text for config in claim_index.of(cluster, "peer-config")}
    )
    return not configs or claim.text in configs


@claim_word("bool")
def has_bgp_session(claim_index: ClaimIndex, index: int) -> bool:
    """Whether an object of its controller opens BGP sessions in its cluster."""
    claim = claim_index.claims[index]
    return _has_sessions(claim_index, claim.owner.cluster, str(claim.traits.get("controller", "")))


def _has_sessions(claim_index: ClaimIndex, cluster: str, controller: str) -> bool:
    return claim_index.memo(
        ("bgp sessions", cluster, controller),
        lambda: bool(_of_controller(claim_index.of(cluster, "bgp-session", "peer"), controller)),
    )


@claim_word("bool", rests_on=("loadBalancerControllers",))
def only_by_bgp(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the controller of its Service has BGP sessions, and nothing in its cluster announces by ARP or ND."""
    cluster = claim_index.claims[index].owner.cluster
    if claim_index.memo(("announces by ARP", cluster), lambda: bool(claim_index.of(cluster, "l2-announcer"))):
        return False
    controller = served_by(claim_index, index)
    return bool(controller) and _has_sessions(claim_index, cluster, controller)


@cluster_word("bool", rests_on=("podCIDRs",))
def pods_need_bgp(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether nodes learn the routes to a known pool of Calico by BGP only: it does not use VXLAN."""
    pools = [claim for claim in claim_index.of(cluster, "pod-network") if not claim.traits.get("pool_disabled")]
    return any(
        claim.traits.get("vxlan_mode") == "Never"
        or str(claim.traits.get("encapsulation", "")) in ("IPIP", "IPIPCrossSubnet", "None")
        for claim in pools
    )


@claim_word("list", rests_on=("nodes",))
def blind_announcers(claim_index: ClaimIndex, index: int) -> list[str]:
    """The announcers that may answer for its Service on a node that runs none of its Pods.

    Empty if the cluster has one node, if its Pods run on different nodes or are those of the API server, or if BGP
    announces its Service. Cilium is left out if no node is known and its operator has one replica: its chart runs two
    on different nodes unless the cluster has only one.
    """
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    nodes = claim_index.memo(("nodes", cluster), lambda: len(set(map(node_name, claim_index.of(cluster, "node")))))
    if nodes == 1 or _is_daemon_set(claim) or _runs_on_many(claim_index, claim):
        return []
    announcers = []
    lb_class, labels = claim.traits.get("lb_class", ""), _labels(claim) | _metadata(claim)
    policies = claim_index.memo(("services announced", cluster), lambda: _service_selectors(claim_index, cluster))
    one = nodes == 0 and claim_index.memo(("one operator", cluster), lambda: _has_one_operator(claim_index, cluster))
    if (
        not one
        and lb_class in _L2_CLASSES
        and policies["l2"].may_select(labels)
        and not policies["bgp"].may_select(labels)
    ):
        announcers.append("Cilium")
    if not lb_class and _surely_not(claim, "per_service_election") and _elects_one_leader(claim_index, cluster):
        announcers.append("kube-vip")
    return announcers


def _has_one_operator(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether the values of Cilium's chart limit its operator to one replica, as clusters of one node need."""
    return any(claim.traits.get("operators") == 1 for claim in claim_index.of(cluster, "announcer-switch"))


def _is_daemon_set(claim: Claim) -> bool:
    """Whether values or an operator's object, which create a Service and its Pods, make the Pods a DaemonSet."""
    return bool(claim.traits.get("daemon_set")) or str(claim.traits.get("workload_kind", "")).lower() == "daemonset"


def _service_selectors(claim_index: ClaimIndex, cluster: str) -> Mapping[str, Selectors]:
    """The Services that Cilium announces by ARP on several nodes (`l2`), and by BGP (`bgp`)."""
    selectors: dict[str, list[str]] = {"l2": [], "bgp": []}
    for claim in _of_controller(claim_index.of(cluster, "announcement"), "cilium"):
        services = listed(claim.traits.get("announced_services", ()))
        if claim.owner.kind != "CiliumL2AnnouncementPolicy":
            selectors["bgp"].extend(services)
        elif claim.traits.get("load_balancer_ips") and not _pinned_to_node(claim):
            selectors["l2"].extend(services or ("",))  # without a selector, it announces all Services
    return {name: Selectors(texts, _added(claim_index, cluster)) for name, texts in selectors.items()}


def _pinned_to_node(claim: Claim) -> bool:
    nodes = listed(claim.traits.get("announcing_nodes", ()))
    return any(item.key == _HOST_NAME for selector in nodes for item in requirements_of(selector))


def _surely_not(claim: Claim, trait: str) -> bool:
    """Whether a boolean trait is false, and not only by default because the file leaves it to a variable."""
    return not claim.traits.get(trait) and not claim.leaves_to_variable(trait)


def _elects_one_leader(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether kube-vip elects one node that announces all Services."""

    def work() -> bool:
        instances = _of_controller(claim_index.of(cluster, "announcement"), "kube-vip")
        return any(_surely_not(claim, "elects_per_service") for claim in instances)

    return claim_index.memo(("kube-vip has one leader", cluster), work)


def _runs_on_many(claim_index: ClaimIndex, claim: Claim) -> bool:
    """Whether the API server's Pods, or Pods of its namespace that run on different nodes, have all labels of a
    Service's selector.
    """
    labels = frozenset(part for part in str(claim.traits.get("selector", "")).split(",") if part)
    if labels & _API_SERVER:
        return True
    cluster, namespace = claim.owner.cluster, claim.owner.namespace

    def work() -> list[frozenset[str]]:
        return [
            frozenset(listed(pods.traits.get("pod_labels", ())))
            for pods in claim_index.of(cluster, "spread-pods")
            if pods.owner.namespace == namespace
        ]

    spread = claim_index.memo(("spread pods", cluster, namespace), work)
    return bool(labels) and any(labels <= pod_labels for pod_labels in spread)


def _metadata(claim: Claim) -> dict[str, str]:
    """The labels that Cilium's selectors see besides those of the Service, and those that Flux adds to a release.

    https://github.com/fluxcd/helm-controller/blob/0b02c82ad7e8/internal/postrender/origin_labels.go
    """
    owner = claim.owner
    labels = {"io.kubernetes.service.name": owner.name, "io.kubernetes.service.namespace": owner.namespace}
    if owner.kind == "HelmRelease":
        labels |= {f"helm.toolkit.fluxcd.io/{key}": getattr(owner, key) for key in ("name", "namespace")}
    return labels


def _labels(claim: Claim) -> dict[str, str]:
    return dict(text.partition("=")[::2] for text in listed(claim.traits.get("labels", ())))


def _added(claim_index: ClaimIndex, cluster: str) -> frozenset[str]:
    """The keys of labels that deployers add to all objects."""

    def work() -> frozenset[str]:
        texts = (claim.text for claim in claim_index.of(cluster, "added-label"))
        return frozenset(label.partition("=")[0] for text in texts for label in text.split(","))

    return claim_index.memo(("added labels", cluster), work)


def _of_controller(claims: Iterable[Claim], controller: str) -> list[Claim]:
    return [claim for claim in claims if claim.traits.get("controller") == controller]


def _before_the_label(exclusion: Claim) -> bool:
    """Whether the stated version of Talos does not set the label: it does since 1.8.

    https://github.com/siderolabs/talos/blob/v1.9.5/pkg/machinery/config/contract.go
    """
    major, _, minor = str(exclusion.traits.get("talos_version", "")).lstrip("v").partition(".")
    number = minor.partition(".")[0]
    return major == "1" and number.isdecimal() and int(number) < _TALOS_WITH_LABEL


@cluster_word("string", rests_on=("nodes",))
def all_nodes_excluded(claim_index: ClaimIndex, cluster: str) -> str:
    """Who excludes every known node from load balancers, where MetalLB announces: `label` for labels in files, else the
    installer that sets them. Empty if a node is not excluded, or if something ignores or removes the label.
    """
    of = claim_index.of
    announces = any(claim.traits.get("controller") == "metallb" for claim in of(cluster, "announcement"))
    if not announces or of(cluster, "lb-exclusion-ignored"):
        return ""
    exclusions = [claim for claim in of(cluster, "lb-exclusion") if not _before_the_label(claim)]
    excluded = {str(claim.traits["node"]) for claim in exclusions if claim.traits.get("node")}
    if any(claim.traits.get("set_by") == "kubeadm" for claim in exclusions):
        nodes = of(cluster, "node")
        excluded.update(
            node_name(node) for node in nodes if "control-plane" in listed(node.traits.get("node_roles", ()))
        )
    nodes_by_name = {node_name(claim) for claim in of(cluster, "node")} or excluded
    if not nodes_by_name <= excluded:
        return ""
    installers = {str(claim.traits.get("set_by", "")) for claim in exclusions}
    return "label" if "" in installers else min(installers, default="")
