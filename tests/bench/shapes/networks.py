"""Networks of Pods, Services, nodes and second interfaces."""

from __future__ import annotations

from tests.bench.shapes.base import Files, address, inventory, known, packed, resource, service, shape, small_shape


@shape
def network_attachments(n: int) -> Files:
    return known(packed(_attachment(i, address((i * 256) % 1_000_000)) for i in range(n)))


@shape
def network_attachments_same(n: int) -> Files:
    return known(packed(_attachment(i, "172.16.0.0") for i in range(n)))


@shape
def network_attachments_and_pools(n: int) -> Files:
    """Half of n networks of second interfaces, each with a pool of load-balancer addresses in it."""

    def both(number: int) -> tuple[str, str]:
        block = address(256 * number)
        pool = f"spec: {{addresses: [{block}/28]}}"
        return (
            _attachment(number, block),
            resource("metallb.io/v1beta1", "IPAddressPool", f"p{number}", pool, namespace="metallb-system"),
        )

    return known(packed(one for i in range(n // 2) for one in both(i)))


def _attachment(number: int, network: str) -> str:
    config = f'{{"type": "macvlan", "ipam": {{"type": "whereabouts", "range": "{network}/24"}}}}'
    return resource(
        "k8s.cni.cncf.io/v1",
        "NetworkAttachmentDefinition",
        f"a{number}",
        f"spec: {{config: '{config}'}}",
        namespace="team",
    )


@shape
def antrea_pools(n: int) -> Files:
    return known(packed(antrea(i, address(8 * i), address(8 * i + 7)) for i in range(n)))


@shape
def antrea_pools_same(n: int) -> Files:
    return known(packed(antrea(i, "172.16.0.8", "172.16.0.15") for i in range(n)))


def antrea(number: int, first: str, last: str) -> str:
    subnet = "{gateway: 172.16.0.1, prefixLength: 12, vlan: 10}"
    body = f"spec: {{ipRanges: [{{start: {first}, end: {last}}}], subnetInfo: {subnet}}}"
    return resource("crd.antrea.io/v1beta1", "IPPool", f"v{number}", body)


@shape
def node_networks(n: int) -> Files:
    """Node networks, and a request in each."""
    yield inventory("nodeCIDRs:", *(f"- {address(16 * i)}/28" for i in range(n)))
    yield from packed(service(i, "type: LoadBalancer", f"loadBalancerIP: {address(16 * i + 3)}") for i in range(n))


@shape
def node_networks_and_pools(n: int) -> Files:
    """Node networks, and a pool of each whole."""
    yield inventory("nodeCIDRs:", *(f"- {address(16 * i)}/28" for i in range(n)))
    yield from packed(
        resource("metallb.io/v1beta1", "IPAddressPool", f"p{i}", f"spec: {{addresses: [{address(16 * i)}/28]}}")
        for i in range(n)
    )


@shape
def pod_networks(n: int) -> Files:
    return known(packed(_calico(i, address(64 * i)) for i in range(n)))


@shape
def pod_networks_same(n: int) -> Files:
    return known(packed(_calico(i, "172.16.0.0") for i in range(n)))


def _calico(number: int, network: str, bits: int = 26) -> str:
    return resource("crd.projectcalico.org/v1", "IPPool", f"p{number}", f"spec: {{cidr: {network}/{bits}}}")


@shape
def nodes_with_pod_networks(n: int) -> Files:
    """Nodes as an export shows them, each with its part of the pod network."""
    return known(packed(node(i, address(i), f"{address(256 * i, '10.0.0.0')}/24") for i in range(n)))


@shape
def nodes_with_one_pod_network(n: int) -> Files:
    return known(packed(node(i, address(i), "10.244.0.0/24") for i in range(n)))


@shape
def nodes_inside_pod_networks(n: int) -> Files:
    return known(
        packed(node(i, address(256 * i + 9, "10.0.0.0"), f"{address(256 * i, '10.0.0.0')}/24") for i in range(n))
    )


def node(number: int, ip: str, pods: str = "") -> str:
    """Node w<number>, as an export shows it."""
    spec = f"spec: {{podCIDR: {pods}, podCIDRs: [{pods}]}}" if pods else "spec: {}"
    status = f"status: {{addresses: [{{type: InternalIP, address: {ip}}}]}}"
    return resource("v1", "Node", f"w{number}", spec, status)


@shape
def clusters_networks(n: int) -> Files:
    """Settings of kubeadm, each with networks of its own: pods, services, and the control plane in one of them."""
    return packed(kubeadm(i, address(4096 * i, "10.0.0.0")) for i in range(n))


@shape
def clusters_networks_same(n: int) -> Files:
    return packed(kubeadm(i, "10.0.0.0") for i in range(n))


def kubeadm(number: int, start: str, node_ports: str = "30000-32767") -> str:
    """A ConfigMap kubeadm-config, as each cluster has one."""
    return resource(
        "v1",
        "ConfigMap",
        "kubeadm-config",
        "data:",
        "  ClusterConfiguration: |",
        "    apiVersion: kubeadm.k8s.io/v1beta3",
        "    kind: ClusterConfiguration",
        "    kubernetesVersion: v1.33.1",
        f"    controlPlaneEndpoint: {address(9, start)}:6443",
        f"    networking: {{podSubnet: {start}/21, serviceSubnet: {address(2048, start)}/21}}",
        "    apiServer:",
        f"      certSANs: [{address(10, start)}, h{number}.example.com]",
        f"      extraArgs: {{service-node-port-range: {node_ports}, advertise-address: {address(11, start)}}}",
        namespace=f"ns{number}",
    )


@shape
def service_networks_and_cluster_ips(n: int) -> Files:
    """ServiceCIDRs, and a Service's ClusterIP in each; half of n pairs."""

    def both(number: int) -> tuple[str, str]:
        block = address(256 * number, "10.96.0.0")
        return (
            resource("networking.k8s.io/v1", "ServiceCIDR", f"c{number}", f"spec: {{cidrs: [{block}/24]}}"),
            service(number, f"clusterIP: {address(256 * number + 9, '10.96.0.0')}"),
        )

    return packed(one for i in range(n // 2) for one in both(i))


@shape
def submariners(n: int) -> Files:
    """Ranges for links between clusters, over Pods and Services of the same numbers."""

    def joined(number: int) -> str:
        block = address(256 * number, "10.0.0.0")
        body = f"spec: {{globalCIDR: {block}/24, clusterCIDR: {block}/25, serviceCIDR: {address(128, block)}/25}}"
        return resource("submariner.io/v1alpha1", "Submariner", f"s{number}", body, namespace="submariner-operator")

    return packed(joined(i) for i in range(n))


@small_shape
def machine_settings(n: int) -> Files:
    """Files of sysctl in ConfigMaps, one a node."""
    for i in range(n):
        yield (
            f"nodes/n{i}.yaml",
            (
                "machine:\n"
                "  sysctls: {net.ipv4.ip_local_port_range: 1024 65535}\n"
                f"  kubelet: {{nodeIP: {{validSubnets: [{address(256 * i)}/24]}}}}\n"
            ),
        )


@shape
def pod_networks_that_the_inventory_knows(n: int) -> Files:
    yield inventory("podCIDRs:", *(f"- {address(256 * i, '10.0.0.0')}/24" for i in range(n)))
    yield from packed(_calico(i, address(256 * i, "10.0.0.0"), 24) for i in range(n))


@shape
def cluster_ips_many_networks(n: int) -> Files:
    """Service networks, and the first address of each, which is the API server's, as a Service's ClusterIP."""
    yield inventory("serviceCIDRs:", *(f"- {address(256 * i, '10.0.0.0')}/24" for i in range(n)))
    yield from packed(service(i, f"clusterIP: {address(256 * i + 1, '10.0.0.0')}") for i in range(n))


@shape
def moved_default_routes(n: int) -> Files:
    """Pods whose default route leads over a further network, each over one of its own."""

    def attached(number: int) -> str:
        config = '\'{"cniVersion": "0.3.1", "type": "macvlan", "ipam": {"type": "dhcp"}}\''
        network = resource(
            "k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", f"n{number}", f"spec: {{config: {config}}}"
        )
        key = "k8s.v1.cni.cncf.io/networks"
        value = f'\'[{{"name": "n{number}", "default-route": ["192.168.12.1"]}}]\''
        return network + "---\n" + resource("v1", "Pod", f"p{number}", annotations={key: value})

    yield inventory("serviceCIDRs: [10.43.0.0/16]")
    yield from packed(attached(i) for i in range(n))


@shape
def servers_with_networks(n: int) -> Files:
    """Configurations of k3s servers that join one cluster, each with other networks than all others."""
    yield inventory('kubeconfigServers: ["https://192.168.11.250:6443"]')
    for i in range(n):
        text = (
            f"server: https://192.168.11.250:6443\nservice-cidr: {address(16 * i)}/28\ncluster-domain: d{i}.example\n"
        )
        yield f"servers/s{i}/config.yaml", text
