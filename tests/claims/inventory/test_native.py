from pathlib import Path

import pytest

from svclint.claims.blocks import format_block
from svclint.claims.inventory.native import Inventory, load_inventories
from svclint.errors import UsageError
from svclint.model import Block, Claim, Owner, Span

FULL = """\
version: 1
clusters:
  - name: prod
    manifests: ["clusters/prod/**"]
    kubernetesVersion: 1.30
    lan: office
    kubeconfigServers: ["https://lb.kubesphere.local:6443"]
    kubeconfigs: []
    loadBalancers:
      - name: api-lb
        vips: ["192.168.11.250"]
        ports: [6443, 9345]
        serves: control-plane
        owner: {kind: DaemonSet, namespace: kube-system, name: kube-vip}
      - {vips: [192.168.11.9], serves: services, ports: [80]}
    hosts:
      LB.kubesphere.local.: ["192.168.11.250"]
    dns: {}
    nodes:
      - {name: master1, addresses: [192.168.11.201, "fd00::1"], roles: [control-plane]}
      - {name: worker1, addresses: [192.168.11.5/24], ports: [22]}
    nodeCIDRs: ["192.168.11.0/24"]
    podCIDRs: ["10.233.64.0/18"]
    serviceCIDRs: ["10.233.0.0/18"]
    nodePortRange: "30000-32767"
    clusterDNS: ["10.233.0.3"]
    proxy: {mode: ipvs, strictARP: false, excludeCIDRs: [192.168.11.250/32]}
    loadBalancerControllers: [metallb, "cloud:azure"]
    addressPools:
      - {name: lan-pool, controller: metallb, addresses: ["192.168.11.220-192.168.11.240"], autoAssign: false}
    externalCIDRs: ["139.198.19.140/32"]
    reserved:
      - {name: gateway, kind: gateway, addresses: ["192.168.11.1"]}
      - {name: office-dhcp, kind: dhcp, addresses: ["192.168.11.100-192.168.11.199"], ports: [67]}
      - {addresses: ["192.168.11.2"]}
"""


def load(tmp_path: Path, *texts: str) -> Inventory:
    paths = []
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return load_inventories(paths, tmp_path)


def cluster(body: str) -> str:
    return "version: 1\nclusters:\n  - name: prod\n" + "".join(f"    {line}\n" for line in body.splitlines())


def shown(claim: Claim) -> tuple[str, str, str, str]:
    address = format_block(claim.block) if claim.block else claim.host or claim.text
    return claim.role, claim.title, address, " ".join(map(str, claim.ports))


def test_every_key_is_a_claim_with_a_title_and_ports(tmp_path: Path) -> None:
    found = load(tmp_path, FULL)
    assert found.flaws == ()
    api = "22/TCP 2379/TCP 2380/TCP 6443/TCP 10250/TCP 10256/TCP 10257/TCP 10259/TCP"
    assert [shown(claim) for claim in found.claims] == [
        ("control-plane", "the VIP of load balancer api-lb", "192.168.11.250", "6443/TCP 9345/TCP"),
        ("load-balancer", "the VIP of a load balancer", "192.168.11.9", "80/TCP"),
        ("name-record", "the record for lb.kubesphere.local in the nodes' /etc/hosts", "192.168.11.250", ""),
        ("node", "node master1", "192.168.11.201", api),
        ("node", "node master1", "fd00::1", api),
        ("node", "node worker1", "192.168.11.5", "22/TCP"),
        ("node-network", "the node network", "192.168.11.0/24", ""),
        ("pod-network", "the pod network", "10.233.64.0/18", ""),
        ("service-network", "the service network", "10.233.0.0/18", ""),
        ("cluster-dns", "cluster DNS", "10.233.0.3", "53/TCP 53/UDP"),
        ("external-network", "the external addresses that Services may use", "139.198.19.140", ""),
        ("pool", "pool lan-pool (metallb)", "192.168.11.220-192.168.11.240", ""),
        ("reserved", "gateway gateway", "192.168.11.1", ""),
        ("reserved", "DHCP range office-dhcp", "192.168.11.100-192.168.11.199", "67/TCP"),
        ("reserved", "a reserved address", "192.168.11.2", ""),
        (
            "kubeconfig-server",
            "kubeconfig server https://lb.kubesphere.local:6443",
            "lb.kubesphere.local",
            "6443/TCP",
        ),
        ("proxy-mode", "the proxy mode", "ipvs", ""),
        ("strict-arp", "strictARP", "false", ""),
        ("kubernetes-version", "the Kubernetes version", "1.30", ""),
        ("proxy-excluded", "an entry of excludeCIDRs", "192.168.11.250", ""),
        ("node-port-range", "the NodePort range", "30000-32767", "30000-32767/TCP 30000-32767/UDP"),
        ("lb-controller", "load-balancer controller metallb", "metallb", ""),
        ("lb-controller", "load-balancer controller cloud:azure", "cloud:azure", ""),
    ]
    assert all(claim.from_inventory for claim in found.claims)


def test_traits_say_the_rest(tmp_path: Path) -> None:
    claims = load(tmp_path, FULL).claims
    traits = {(claim.role, claim.owner.name): dict(claim.traits) for claim in claims}
    assert traits["control-plane", "api-lb"] == {
        "serves": "control-plane",
        "load_balancer": "api-lb",
        "owner_kind": "DaemonSet",
        "owner_namespace": "kube-system",
        "owner_name": "kube-vip",
        "server": "https://lb.kubesphere.local:6443",
        "server_name": "lb.kubesphere.local",
    }
    assert traits["load-balancer", "192.168.11.9"] == {"serves": "services", "load_balancer": ""}
    assert traits["name-record", "LB.kubesphere.local."] == {"scope": "hosts"}
    assert traits["node", "master1"] == {"node": "master1", "node_roles": ("control-plane",), "ports_stated": False}
    assert traits["pool", "lan-pool"] == {"pool_name": "lan-pool", "controller": "metallb", "auto_assign": False}
    assert traits["reserved", "office-dhcp"] == {"reserved_kind": "dhcp"}
    assert traits["reserved", "192.168.11.2"] == {"reserved_kind": "other"}
    assert traits["lb-controller", "metallb"] == {"controller": "metallb"}


def test_a_claim_stands_at_its_own_scalar(tmp_path: Path) -> None:
    claim = load(tmp_path, FULL).claims[0]
    assert claim.owner == Owner("prod", "inventory", "loadBalancers", "", "api-lb")
    assert (
        claim.location.file,
        claim.location.span,
        claim.location.pointer,
    ) == ("0.yaml", Span(11, 16, 11, 32), "/clusters/0/loadBalancers/0/vips/0")


def test_the_cluster_holds_its_settings_and_where_they_stand(tmp_path: Path) -> None:
    (one,) = load(tmp_path, FULL).clusters
    assert (one.name, one.manifests, one.lan, one.version) == ("prod", ("clusters/prod/**",), "office", 30)
    assert (one.proxy_mode, one.strict_arp, one.node_port_range) == ("ipvs", False, (30000, 32767))
    assert one.controllers == ("metallb", "cloud:azure")
    vip, external = 192 << 24 | 168 << 16 | 11 << 8 | 250, 139 << 24 | 198 << 16 | 19 << 8 | 140
    assert one.exclude_cidrs == (Block(4, vip, vip),)
    assert one.external_cidrs == (Block(4, external, external),)
    assert one.in_inventory
    facts = "name proxy_mode strict_arp version manifests controllers external_cidrs exclude_cidrs lan node_port_range"
    assert set(facts.split()) == set(one.stated)
    assert one.stated["proxy_mode"].span == Span(27, 19, 27, 23)


def test_a_missing_key_is_unknown_and_an_empty_one_is_known_to_be_empty(tmp_path: Path) -> None:
    (one,) = load(tmp_path, cluster("loadBalancerControllers: []\nnodes:")).clusters
    assert (
        one.controllers,
        one.external_cidrs,
        one.strict_arp,
        one.node_port_range,
        one.proxy_mode,
    ) == ((), None, None, None, "")


def test_nothing_is_an_empty_inventory(tmp_path: Path) -> None:
    assert load_inventories([], tmp_path) == Inventory()


def test_later_files_add_clusters_and_fill_in(tmp_path: Path) -> None:
    first = cluster("podCIDRs: [10.0.0.0/16]\nproxy: {mode: ipvs}\nhosts: {a: [10.9.0.1]}")
    second = cluster(
        "podCIDRs: [10.1.0.0/16]\nproxy: {mode: cilium, strictARP: true}\nhosts: {a: [10.9.0.2], b: [10.9.0.3]}"
    )
    found = load(tmp_path, first, second + "  - name: dev\n")
    assert [one.name for one in found.clusters] == ["prod", "dev"]
    assert (found.clusters[0].proxy_mode, found.clusters[0].strict_arp) == ("ipvs", True)
    blocks = [(claim.role, format_block(claim.block), claim.location.file) for claim in found.claims if claim.block]
    assert blocks == [
        ("name-record", "10.9.0.1", "0.yaml"),
        ("name-record", "10.9.0.3", "1.yaml"),
        ("pod-network", "10.0.0.0/16", "0.yaml"),
    ]
    assert set(found.sources) == {"0.yaml", "1.yaml"}
    assert first == found.sources["0.yaml"]


def written(root: Path, files: dict[str, str]) -> Inventory:
    """The inventory in these files of a repository: path → text."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return load_inventories([root / path for path in files], root)


def test_globs_are_relative_to_the_folder_of_the_inventory(tmp_path: Path) -> None:
    globs = cluster('manifests: ["apps/**", "*.yaml", "!old/"]')
    for path, expected in (
        ("svclint-inventory.yaml", ("apps/**", "*.yaml", "!old/")),
        (".svclint/inventory.yaml", ("apps/**", "*.yaml", "!old/")),
        ("demo/prod.yaml", ("/demo/apps/**", "/demo/**/*.yaml", "!/demo/**/old/")),
    ):
        assert written(tmp_path, {path: globs}).clusters[0].manifests == expected
    outside = written(tmp_path / "repository", {"../elsewhere.yaml": globs})
    assert outside.clusters[0].manifests == ("apps/**", "*.yaml", "!old/")


def test_an_inventory_in_a_folder_has_the_files_of_that_folder(tmp_path: Path) -> None:
    def named(name: str, globs: str = "") -> str:
        return f"version: 1\nclusters:\n  - name: {name}\n{globs}"

    found = written(
        tmp_path,
        {
            "svclint-inventory.yaml": named("root") + "  - name: lab\n    manifests: [clusters/east/lab/]\n",
            "clusters/east/svclint-inventory.yaml": named("east"),
            "clusters/east/dc2/svclint-inventory.yaml": named("dc2"),
            "ops/inventory.yaml": named("named"),
        },
    )
    taken = "!clusters/east/lab/"
    assert [(known.name, known.manifests, known.covers_rest) for known in found.clusters] == [
        ("root", (), False),
        ("lab", ("clusters/east/lab/",), False),
        ("east", ("/clusters/east/**", taken, "!/clusters/east/dc2/**"), False),
        ("dc2", ("/clusters/east/dc2/**", taken), False),
        ("named", ("/ops/**", taken), True),
    ]


def test_two_files_that_disagree_are_a_flaw_at_both_places(tmp_path: Path) -> None:
    first = cluster("podCIDRs: [10.1.0.0/16, 10.2.0.0/16]\nproxy: {mode: ipvs}\nhosts: {a: [10.9.9.9]}")
    second = cluster("podCIDRs: [10.2.0.0/16, 10.1.0.0/16]\nproxy: {mode: iptables}\nhosts: {b: [10.9.9.8]}")
    found = load(tmp_path, first, second)
    [disagreement] = found.flaws
    assert (disagreement.location.file, disagreement.location.pointer) == ("1.yaml", "/clusters/0/proxy/mode")
    assert [related.location.file for related in disagreement.related if related.location] == ["0.yaml"]
    assert found.clusters[0].proxy_mode == "ipvs"


def test_control_plane_nodes_alone_are_no_control_plane_address(tmp_path: Path) -> None:
    found = load(tmp_path, cluster("nodes: [{name: a, addresses: [10.0.0.1], roles: [control-plane]}]"))
    assert [claim.role for claim in found.claims] == ["node"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (cluster("kubeconfigServer: []"), (4, 5), "unknown key 'kubeconfigServer' in a cluster; did you mean"),
        (cluster("podCIDRs: 10.0.0.0/8"), (4, 15), "'podCIDRs' must be a list, not text"),
        (cluster("nodePortRange: 32767-30000"), (4, 20), "'nodePortRange' must be FIRST-LAST"),
        (cluster("nodePortRange: 1-70000"), (4, 20), "'nodePortRange' must be FIRST-LAST"),
        ("version: 2\n", (1, 10), "'version' must be 1, not 2"),
        ("", (1, 1), "missing key 'version' in a cluster inventory"),
    ],
)
def test_what_does_not_fit_the_schema_stops_the_run_at_its_place(tmp_path: Path, text: str, place, message) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)
    assert ("0.yaml", *place) == (caught.value.file, caught.value.line, caught.value.column)
    assert caught.value.message.startswith(message)


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, cluster("lan: []\nnodes: 1"))
    first, second = caught.value.message.splitlines()
    assert first == "'lan' must be text or a number, not a list"
    assert second == "0.yaml:5:12: 'nodes' must be a list, not a whole number"


def test_an_unreadable_address_is_a_finding_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = load(tmp_path, cluster("nodeCIDRs: [10.0.0.0/33, 10.0.0.0/24]\nclusterDNS: [10.0]"))
    assert [
        (one.rule, one.location.span.line, one.location.span.column, one.message.partition(": ")[2])
        for one in found.flaws
    ] == [
        ("invalid-address", 4, 17, "the prefix length must be a number from 0 to 32."),
        ("invalid-address", 5, 18, "an IPv4 address has 4 numbers, this one has 2."),
    ]
    assert [claim.role for claim in found.claims] == ["node-network"]


def test_sloppy_addresses_carry_their_problems_and_both_readings(tmp_path: Path) -> None:
    claims = load(tmp_path, cluster("nodes: [{addresses: [010.0.0.1]}]")).claims
    assert [
        (format_block(one.block), one.traits.get("problems"), one.traits.get("alternative"))
        for one in claims
        if one.block
    ] == [("10.0.0.1", ("leading-zeros",), None), ("8.0.0.1", None, True)]


def test_repeated_keys_and_clusters_are_findings(tmp_path: Path) -> None:
    found = load(tmp_path, cluster("lan: a\nlan: b") + "  - name: prod\n    lan: c\n")
    assert [(one.rule, one.location.span.line, one.location.span.column) for one in found.flaws] == [
        ("duplicate-key", 5, 5),
        ("duplicate-cluster", 6, 11),
    ]
    assert [one.lan for one in found.clusters] == ["b"]


def test_every_real_inventory_loads(shared: Path) -> None:
    paths = sorted((shared / "cases").glob("*/inventory.yaml"))
    assert paths
    for path in paths:
        found = load_inventories([path], path.parent)
        assert found.clusters or "clusters: []" in path.read_text(), path
        assert {one.rule for one in found.flaws} - {"unresolved-name"} == set(), path
