"""Network policies, and what they allow."""

from __future__ import annotations

from tests.bench.shapes.base import Files, address, inventory, known, packed, resource, service, shape

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


@shape
def policy_of_many_rules(n: int) -> Files:
    rule = "- to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]"
    return known([("m.yaml", _policy("one", "policyTypes: [Egress]", "egress:", *([rule] * n)))])


@shape
def policy_rule_of_many_exceptions(n: int) -> Files:
    blocks = ", ".join(f"{address(256 * i, '10.0.0.0')}/24" for i in range(n))
    return known([("m.yaml", egress(0, f"{{cidr: 0.0.0.0/0, except: [{blocks}]}}"))])


@shape
def policy_of_well_known_ranges(n: int) -> Files:
    """Exceptions that are a well-known range but for a digit, again and again."""
    blocks = ["10.0.0.0/8", "172.16.0.0/12", *(["192.18.0.0/15"] * n)]
    return known([("m.yaml", egress(0, f"{{cidr: 0.0.0.0/0, except: [{', '.join(blocks)}]}}"))])


@shape
def policies_except_many_pod_networks(n: int) -> Files:
    yield inventory("podCIDRs:", *(f"- {address(256 * i, '10.0.0.0')}/24" for i in range(n)))
    yield from packed(egress(i, "{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}", namespace=f"ns{i}") for i in range(n))


@shape
def policies_ingress_behind_services(n: int) -> Files:
    """Policies that let clients in, and the Service of each one's Pods."""
    pairs = ((_ingress(i, f"s{i}"), service(i, "type: LoadBalancer")) for i in range(n))
    return known(packed(one for pair in pairs for one in pair))


@shape
def policies_ingress_one_selector(n: int) -> Files:
    """Policies and Services that all choose the same Pods."""
    pairs = (
        (_ingress(i, "a"), service(i, "type: LoadBalancer").replace(f"{{app: s{i}}}", "{app: a}")) for i in range(n)
    )
    return known(packed(one for pair in pairs for one in pair))


def _policy(name: str, *spec: str) -> str:
    lines = ("  podSelector: {matchLabels: {app: a}}", *(f"  {line}" for line in spec))
    return resource(GROUP, "NetworkPolicy", name, "spec:", *lines, namespace="team")


def _ingress(number: int, app: str) -> str:
    block = "ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]"
    return _policy(f"p{number}", "policyTypes: [Ingress]", block).replace("{app: a}", f"{{app: {app}}}")


@shape
def cilium_denies(n: int) -> Files:
    return known(
        packed(cilium(i, f"toCIDR: [{address(i)}/32]").replace("  egress:", "  egressDeny:") for i in range(n))
    )


@shape
def ingress_allow_lists(n: int) -> Files:
    """Ingresses that let clients in by their addresses."""
    listed = {"nginx.ingress.kubernetes.io/whitelist-source-range": '"203.0.113.0/24"'}

    def ingress(number: int) -> str:
        rules = f"spec: {{rules: [{{host: h{number}.example.com}}]}}"
        return resource(GROUP, "Ingress", f"i{number}", rules, namespace="team", annotations=listed)

    return known(packed(ingress(i) for i in range(n)))


@shape
def mistyped_namespaces(n: int) -> Files:
    """Namespaces and policies whose peers name them with a typo."""

    def pair(number: int) -> tuple[str, str]:
        name = "team-" + "".join("klmnopqrst"[int(digit)] for digit in f"{number:06}")
        peers = (
            f"ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {name}a}}}}}}]}}]"
        )
        return resource("v1", "Namespace", name), _policy(f"p{number}", "policyTypes: [Ingress]", peers)

    return known(packed(document for number in range(n) for document in pair(number)))
