"""Network policies, and what they allow."""

from __future__ import annotations

from .base import Files, address, known, packed, resource, service, shape

GROUP = "networking.k8s.io/v1"


def egress(number: int, *blocks: str, namespace: str = "") -> str:
    """A policy p<number> that lets Pods of its own reach blocks."""
    return resource(
        GROUP,
        "NetworkPolicy",
        f"p{number}",
        "spec:",
        f"  podSelector: {{matchLabels: {{app: a{number}}}}}",
        "  policyTypes: [Egress]",
        "  egress:",
        "  - to:",
        *(f"    - ipBlock: {block}" for block in blocks),
        namespace=namespace or f"ns{number % 50}",
    )


@shape
def policies_except(n: int) -> Files:
    block = "{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]}"
    return known(packed(egress(i, block) for i in range(n)))


@shape
def policies_distinct_blocks(n: int) -> Files:
    return known(packed(egress(i, f"{{cidr: {address(i)}/32}}") for i in range(n)))


@shape
def policies_one_namespace(n: int) -> Files:
    block = "{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}"
    return known(packed(egress(i, block, namespace="one") for i in range(n)))


@shape
def policies_deny_all(n: int) -> Files:
    def policy(number: int) -> str:
        return egress(number, "{cidr: 10.96.0.10/32}", namespace=f"ns{number}").replace(
            f"podSelector: {{matchLabels: {{app: a{number}}}}}", "podSelector: {}"
        )

    return known(packed(policy(i) for i in range(n)))


@shape
def policies_and_services(n: int) -> Files:
    """Policies that allow the ClusterIPs of Services, half of n pairs, one address each."""
    pairs = (
        one
        for i in range(n // 2)
        for one in (
            egress(i, f"{{cidr: {address(i, '10.96.1.0')}/32}}"),
            service(i, f"clusterIP: {address(i, '10.96.1.0')}"),
        )
    )
    return known(packed(pairs))


@shape
def policies_and_services_same(n: int) -> Files:
    """Half of n policies that allow the one external IP of as many Services."""
    pairs = (
        one
        for i in range(n // 2)
        for one in (egress(i, "{cidr: 172.16.0.9/32}"), service(i, "externalIPs: [172.16.0.9]"))
    )
    return known(packed(pairs))


def cilium(number: int, *rules: str, namespace: str = "") -> str:
    """A Cilium policy p<number> with rules for egress."""
    body = ("spec:", "  endpointSelector: {}", "  egress:", *(f"  - {rule}" for rule in rules))
    place = namespace or f"ns{number % 50}"
    return resource("cilium.io/v2", "CiliumNetworkPolicy", f"p{number}", *body, namespace=place)


@shape
def cilium_policies(n: int) -> Files:
    rule = "toCIDRSet: [{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}]"
    return known(packed(cilium(i, rule) for i in range(n)))


@shape
def cilium_names(n: int) -> Files:
    """Names that policies allow, none of which lets Cilium see what DNS answers."""
    return known(packed(cilium(i, f"toFQDNs: [{{matchName: h{i}.example.com}}]") for i in range(n)))


@shape
def cilium_names_one_namespace(n: int) -> Files:
    return known(packed(cilium(i, "toFQDNs: [{matchName: www.example.com}]", namespace="one") for i in range(n)))


@shape
def ingress_policies_and_ingress_nginx(n: int) -> Files:
    """Policies that let clients in by their addresses, which an ingress controller hides."""
    controller = service(0, "type: LoadBalancer", namespace="ingress-nginx").replace("name: s0", "name: ingress-nginx")

    def policy(number: int) -> str:
        return resource(
            GROUP,
            "NetworkPolicy",
            f"p{number}",
            "spec:",
            f"  podSelector: {{matchLabels: {{app: a{number}}}}}",
            f"  ingress: [{{from: [{{ipBlock: {{cidr: {address(number)}/32}}}}]}}]",
            namespace="team",
        )

    return known(packed([controller, *(policy(i) for i in range(n))]))
