"""Where the API servers are reached, and what is said of that: kubeconfigs, kubeadm, kube-proxy, load balancers."""

from __future__ import annotations

from tests.bench.shapes.base import (
    SAME,
    Files,
    address,
    inventory,
    known,
    one_file,
    packed,
    port,
    resource,
    service,
    shape,
    small_shape,
    workload,
)
from tests.bench.shapes.endpoints import override
from tests.bench.shapes.inventory import taken
from tests.bench.shapes.pools import pool


def kubeconfig(number: int, target: str) -> str:
    server = f'{{name: c{number}, cluster: {{server: "https://{target}:6443"}}}}'
    return f"apiVersion: v1\nkind: Config\nclusters: [{server}]\n"


@small_shape
def kubeconfigs(n: int) -> Files:
    return known(packed((kubeconfig(i, address(i)) for i in range(n)), most=1))


@small_shape
def kubeconfigs_by_name(n: int) -> Files:
    """Kubeconfigs that go to names, and Pods that know an address for each."""

    def both(number: int) -> tuple[str, str]:
        host = f"h{number}.example.com"
        alias = f"hostAliases: [{{ip: {address(number)}, hostnames: [{host}]}}]"
        return kubeconfig(number, host), workload(number, alias, "containers: [{name: c}]")

    return known(packed((one for i in range(n) for one in both(i)), most=1))


@small_shape
def kubeadm_files(n: int) -> Files:
    """A file of kubeadm for each of n clusters."""

    def settings(number: int) -> str:
        pods, services = f"{address(256 * number, '172.20.0.0')}/24", f"{address(16 * number, '172.28.0.0')}/28"
        return (
            "apiVersion: kubeadm.k8s.io/v1beta3\n"
            "kind: ClusterConfiguration\n"
            f"kubernetesVersion: v1.3{number % 9}.0\n"
            f"controlPlaneEndpoint: {address(number)}:6443\n"
            f"networking: {{podSubnet: {pods}, serviceSubnet: {services}}}\n"
        )

    return known(packed((settings(i) for i in range(n)), most=1))


@shape
def certificate_names(n: int) -> Files:
    names = "".join(f"  - {address(i)}\n" for i in range(n))
    text = f"apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  certSANs:\n{names}"
    return known([("m.yaml", text)])


@shape
def api_overrides_many_servers(n: int) -> Files:
    """Pods that look for the API server at a wrong port of one of n addresses."""
    yield inventory("kubeconfigServers:", *(f"- https://{address(i)}:6443" for i in range(n)))
    yield from packed(override(i, address(i)) for i in range(n))


@shape
def one_host_of_many_addresses(n: int) -> Files:
    every = ", ".join(address(i) for i in range(n))
    yield inventory('kubeconfigServers: ["https://api.example.com:6443"]', f"hosts: {{api.example.com: [{every}]}}")
    yield from taken(n, "172.17.0.0")


@shape
def one_load_balancer_of_many_vips(n: int) -> Files:
    vips = ", ".join(address(i) for i in range(n))
    servers = (f"- https://{address(i)}:6443" for i in range(n))
    balancer = f"loadBalancers: [{{name: api, serves: control-plane, vips: [{vips}]}}]"
    yield inventory("kubeconfigServers:", *servers, balancer)
    yield from packed([pool(0, "172.17.0.0/24")])


@shape
def requests_of_one_vip(n: int) -> Files:
    """A VIP that n load balancers have, each at a port of its own, and 20 Services that ask for it."""
    balancers = (f"- {{name: l{i}, vips: [{SAME}], ports: [{port(i)}], serves: control-plane}}" for i in range(n))
    yield inventory("loadBalancers:", *balancers)
    asked = f"loadBalancerIP: {SAME}"
    requests = (service(i, "type: LoadBalancer", asked, ports=f"{{port: {port(i)}}}") for i in range(20))
    yield from packed([pool(0, "172.16.0.0/24"), *requests])


def proxy_settings(number: int, mode: str, excluded: str) -> str:
    """A KubeProxyConfiguration by itself."""
    ipvs = f"ipvs: {{strictARP: false, excludeCIDRs: [{excluded}]}}"
    return resource("kubeproxy.config.k8s.io/v1alpha1", "KubeProxyConfiguration", f"k{number}", f"mode: {mode}", ipvs)


@shape
def proxy_settings_that_contradict(n: int) -> Files:
    return known(packed(proxy_settings(i, "iptables", f"{address(i)}/32") for i in range(n)))


@shape
def proxy_settings_and_kube_vips(n: int) -> Files:
    """Ranges that the proxy leaves alone, and a holder of the address in each."""

    def holder(number: int) -> str:
        on = "{name: cp_enable, value: 'true'}, {name: lb_enable, value: 'true'}"
        env = f"  env: [{on}, {{name: address, value: {address(number)}}}]"
        pod = ("  hostNetwork: true", "  containers:", "  - name: kube-vip", f"  {env}")
        return resource("v1", "Pod", f"kube-vip{number}", "spec:", *pod, namespace="kube-system")

    pairs = ((proxy_settings(i, "ipvs", f"{address(i)}/32"), holder(i)) for i in range(n))
    return known(packed(one for pair in pairs for one in pair))


@shape
def kubeadm_one_file(n: int) -> Files:
    """Settings of kubeadm in one file, with Pods' networks that the inventory does not know."""

    def settings(number: int) -> str:
        body = f"networking: {{podSubnet: {address(256 * number, '172.20.0.0')}/24}}"
        return resource("kubeadm.k8s.io/v1beta3", "ClusterConfiguration", f"k{number}", body)

    yield inventory("podCIDRs:", *(f"- {address(256 * i, '10.0.0.0')}/24" for i in range(n)))
    yield from one_file(settings(i) for i in range(n))
