"""Words for the controllers that assign load-balancer addresses: which there are, and which one serves a Service."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from svclint.claims.controllers import (
    ANSWERING,
    CLOSED_CLASS_DOMAINS,
    IGNORING_LOAD_BALANCER_IP,
    OF_CLASS,
    ONE_LISTENER_PER_PORT,
    ONE_PROTOCOL,
    ONLY_FROM_POOLS,
    ONLY_ON_REQUEST,
    ONLY_TCP,
    REFUSING_LOAD_BALANCER_IP,
    SELECTING_BY_POOL,
    WELL_KNOWN_CLASSES,
    WITHOUT_PROXY_PROTOCOL,
)
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.typos import is_name_typo
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.model import Claim, Owner


@cluster_word("list", rests_on=("loadBalancerControllers",))
def controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that assign load-balancer addresses."""
    return sorted(claim_index.clusters[cluster].controllers or ())


@cluster_word("list", rests_on=("addressPools",))
def pool_controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers with known pools."""
    return sorted(_named(claim_index.of(cluster, "pool")))


@cluster_word("list", rests_on=("loadBalancerControllers",))
def classless_controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that serve every LoadBalancer Service without a class.

    Controllers are left out that serve only Services with their annotation or class, or that their pools select, and
    those whose limit to their class is a variable.
    """
    return sorted(_serving_classless(claim_index, cluster) - _selecting(claim_index, cluster))


@cluster_word("list", rests_on=("loadBalancerControllers",))
def selecting_controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that serve LoadBalancer Services without a class only if one of their pools selects them."""
    return sorted(_serving_classless(claim_index, cluster) & _selecting(claim_index, cluster))


@cluster_word("bool", rests_on=("loadBalancerControllers",))
def alternative_controllers(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether users may install one controller instead of the others: the objects of each are in folders of their own,
    and no deployer applies them.
    """
    claims = claim_index.of(cluster, "lb-controller", "pool", "l2-announcer", "announcement", "bgp-session")
    if controllers_stated(claim_index, cluster) or any(not claim.status.by_hand for claim in claims):
        return False
    pairs = {(str(claim.traits.get("controller", "")), posixpath.dirname(claim.location.file)) for claim in claims}
    return len({folder for _, folder in pairs}) == len(pairs)


@cluster_word("list", rests_on=("loadBalancerControllers",))
def answering_controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that assign load-balancer addresses and let one machine answer for each address."""
    return sorted(ANSWERING.intersection(claim_index.clusters[cluster].controllers or ()))


@claim_word("string", rests_on=("loadBalancerControllers",))
def served_by(claim_index: ClaimIndex, index: int) -> str:
    """The controller that serves its Service: the one that it names, or the only one; empty if unknown."""
    claim = claim_index.claims[index]
    stated = (
        str(claim.traits.get("controller", ""))
        or _named_by(claim_index, claim.owner, "pool-request")
        or _named_by(claim_index, claim.owner, "provider-annotation")
    )
    if stated:
        return stated
    cluster = claim.owner.cluster
    serving = claim_index.memo(("classless", cluster), lambda: _classless(claim_index, cluster))
    return serving[0] if len(serving) == 1 else ""


def classless_services(claim_index: ClaimIndex, cluster: str, controller: str) -> Sequence[Claim]:
    """The deployed LoadBalancer Services without a class that a controller serves."""
    services = claim_index.memo("classless services", lambda: _classless_services(claim_index))
    return services.get((cluster, controller), ())


def _classless_services(claim_index: ClaimIndex) -> dict[tuple[str, str], list[Claim]]:
    services: dict[tuple[str, str], list[Claim]] = {}
    for index, claim in enumerate(claim_index.claims):
        if claim.role == "load-balancer-service" and not claim.traits.get("lb_class") and not claim.status.latent:
            services.setdefault((claim.owner.cluster, served_by(claim_index, index)), []).append(claim)
    return services


@claim_word("bool", rests_on=("loadBalancerControllers",))
def needs_pool(claim_index: ClaimIndex, index: int) -> bool:
    """Whether `served_by` assigns only addresses from its pools."""
    return served_by(claim_index, index) in ONLY_FROM_POOLS


@cluster_word("list", rests_on=("loadBalancerControllers",))
def controllers_without_proxy_protocol(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that assign load-balancer addresses, if none of them adds a PROXY header, and nothing in front of
    the cluster is known that may add one.
    """
    known = set(claim_index.clusters[cluster].controllers or ())
    known |= _named(claim_index.of(cluster, "lb-controller", "pool-object", "announcement"))
    others = claim_index.of(cluster, "load-balancer", "proxy-protocol-sent", "proxy-protocol")
    return sorted(known) if known <= WITHOUT_PROXY_PROTOCOL and not others else []


@claim_word("bool")
def beside_load_balancer(claim_index: ClaimIndex, index: int) -> bool:
    """Whether its namespace has a Service of type LoadBalancer without a class, or its own object requests an address
    for one, as the values of a chart do.
    """
    owner = claim_index.claims[index].owner
    if any(claim.role == "load-balancer-request" for claim in claim_index.claims_of(owner)):
        return True

    def work() -> set[str]:
        services = claim_index.of(owner.cluster, "load-balancer-service")
        return {service.owner.namespace for service in services if not service.traits.get("lb_class")}

    return owner.namespace in claim_index.memo(("namespaces with a load balancer", owner.cluster), work)


@claim_word("bool")
def settings_lack_proxy_protocol(claim_index: ClaimIndex, index: int) -> bool:
    """Whether its namespace has the settings of an ingress controller, and nothing there expects a PROXY header."""
    owner = claim_index.claims[index].owner

    def work() -> set[str]:
        of = claim_index.of
        expecting = {claim.owner.namespace for claim in of(owner.cluster, "proxy-protocol-expected")}
        return {claim.owner.namespace for claim in of(owner.cluster, "ingress-settings")} - expecting

    return owner.namespace in claim_index.memo(("settings without the PROXY protocol", owner.cluster), work)


@cluster_word("bool", rests_on=("loadBalancerControllers",))
def controllers_stated(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether the inventory states the controllers."""
    return "controllers" in claim_index.clusters[cluster].stated


@claim_word("string", rests_on=("loadBalancerControllers",))
def missing_controller(claim_index: ClaimIndex, index: int) -> str:
    """The controller that serves its class, if the inventory states the controllers and this one is not among them."""
    claim = claim_index.claims[index]
    cluster, controller = claim.owner.cluster, OF_CLASS.get(claim.text, "")
    if not controllers_stated(claim_index, cluster) or controller in (claim_index.clusters[cluster].controllers or ()):
        return ""
    present = claim_index.memo(
        ("controllers in manifests", cluster),
        lambda: _named(claim_index.of(cluster, "lb-controller", "pool-object", "announcement")),
    )
    return "" if controller in present else controller


@claim_word("list")
def meant_classes(claim_index: ClaimIndex, index: int) -> list[str]:
    """The well-known classes of load balancers of which its class is a typo, or those of its domain if the controller
    of this domain serves no others.
    """
    claim = claim_index.claims[index]
    if claim.text in WELL_KNOWN_CLASSES:
        return []
    domain = claim.text.partition("/")[0]
    of_domain = {
        name for name in WELL_KNOWN_CLASSES if domain in CLOSED_CLASS_DOMAINS and name.startswith(f"{domain}/")
    }
    return sorted(of_domain or {name for name in WELL_KNOWN_CLASSES if is_name_typo(claim.text, name)})


@claim_word("string", rests_on=("loadBalancerControllers",))
def load_balancer_ip_use(claim_index: ClaimIndex, index: int) -> str:
    """What the controller that serves its Service does with `loadBalancerIP`: `refused`, `ignored` or empty."""
    controller = served_by(claim_index, index)
    if controller in REFUSING_LOAD_BALANCER_IP:
        return "refused"
    return "ignored" if controller in IGNORING_LOAD_BALANCER_IP else ""


@claim_word("string", rests_on=("loadBalancerControllers",))
def protocol_limit(claim_index: ClaimIndex, index: int) -> str:
    """What keeps the load balancer of its Service from serving all protocols of its ports; empty if nothing is known.

    `only TCP`: other ports are left out; `one protocol`: the Service is rejected; `one listener`: a port number is
    served for one protocol.
    """
    claim = claim_index.claims[index]
    controller = served_by(claim_index, index)
    protocols = {port.protocol for port in claim.ports}
    if controller in ONLY_TCP:
        return "only TCP" if protocols - {"TCP"} else ""
    if controller in ONE_PROTOCOL:
        return "one protocol" if len(protocols) > 1 else ""
    numbers = [port.first for port in claim.ports]
    repeated = len(numbers) > len(set(numbers))
    return "one listener" if controller in ONE_LISTENER_PER_PORT and repeated else ""


@claim_word("bool", rests_on=("loadBalancers",))
def is_control_plane_balancer(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the load balancer in front of the cluster's API servers has the name that it states."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster

    def names() -> frozenset[str]:
        stated = {claim.text for claim in claim_index.of(cluster, "control-plane-balancer")}
        balancers = claim_index.of(cluster, "control-plane")
        return frozenset(stated | {str(balancer.traits.get("load_balancer", "")) for balancer in balancers})

    return claim.text in claim_index.memo(("control-plane balancers", cluster), names)


@cluster_word("list")
def announcers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The objects that announce addresses by ARP."""
    return sorted({str(claim.owner) for claim in claim_index.of(cluster, "l2-announcer")})


def _classless(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that serve every LoadBalancer Service without a class; none if a variable leaves one open."""
    serving = classless_controllers(claim_index, cluster)
    return [] if _left_to_variable(claim_index, cluster) else serving


def _serving_classless(claim_index: ClaimIndex, cluster: str) -> set[str]:
    """The controllers that serve LoadBalancer Services without a class: all, or those that their pools select."""
    stated = claim_index.clusters[cluster].controllers or ()
    claims = [claim for claim in claim_index.of(cluster, "lb-controller", "pool") if not claim.traits.get("class_only")]
    unknown = _left_to_variable(claim_index, cluster)
    return (_named(claims) | set(stated)) - ONLY_ON_REQUEST - _serving_class_only(claim_index, cluster) - unknown


def _serving_class_only(claim_index: ClaimIndex, cluster: str) -> set[str]:
    """The controllers that their own settings limit to Services with their class."""
    claims = [claim for claim in claim_index.of(cluster, "lb-controller") if not claim.from_inventory]
    limited = [claim for claim in claims if claim.traits.get("class_only")]
    return _named(limited) - _named(claim for claim in claims if not claim.traits.get("class_only"))


def _left_to_variable(claim_index: ClaimIndex, cluster: str) -> set[str]:
    """The controllers whose settings leave to a variable whether they serve only Services with their class."""
    claims = [claim for claim in claim_index.of(cluster, "lb-controller") if not claim.from_inventory]
    unknown = [claim for claim in claims if claim.leaves_to_variable("class_only")]
    known = (claim for claim in claims if not claim.leaves_to_variable("class_only"))
    serving = _named(claim for claim in known if not claim.traits.get("class_only"))
    return _named(unknown) - serving - set(claim_index.clusters[cluster].controllers or ())


def _selecting(claim_index: ClaimIndex, cluster: str) -> set[str]:
    """The controllers that select Services by their pools and have no pool for all Services."""
    pools = [
        claim for claim in claim_index.of(cluster, "pool", "unknown-pool") if not claim.traits.get("pool_disabled")
    ]
    for_all = _named(pool for pool in pools if not pool.traits.get("pool_restricted"))
    return (_named(pools) & SELECTING_BY_POOL) - for_all


def _named_by(claim_index: ClaimIndex, owner: Owner, role: str) -> str:
    """The controller of what an annotation of an object states, of a role; empty if there is none."""

    def work() -> dict[Owner, str]:
        claims = (claim for claim in claim_index.claims if claim.role == role)
        return {claim.owner: str(claim.traits.get("controller", "")) for claim in claims}

    return claim_index.memo(("controllers named by", role), work).get(owner, "")


def _named(claims: Iterable[Claim]) -> set[str]:
    return {str(claim.traits.get("controller", "")) for claim in claims} - {""}
