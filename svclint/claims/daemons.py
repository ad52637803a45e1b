"""Daemons of a node → the TCP ports that they listen on, for the inventory, imports and rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from svclint.model import Port

# https://kubernetes.io/docs/reference/networking/ports-and-protocols/, unless a line names another source.
PORTS: Mapping[str, tuple[int, ...]] = {
    "sshd": (22,),
    "kubelet": (10250,),
    "kube-proxy": (10256,),  # health check: kubernetes, pkg/cluster/ports/ports.go (ProxyHealthzPort)
    "kube-apiserver": (6443,),
    "etcd": (2379, 2380),
    "etcd-metrics": (2381,),  # kubernetes, cmd/kubeadm/app/constants/constants.go (EtcdMetricsPort)
    "kube-controller-manager": (10257,),
    "kube-scheduler": (10259,),
    "rke2-server": (9345,),  # the supervisor, where nodes register: https://docs.rke2.io/install/requirements
}
API_PORT = PORTS["kube-apiserver"][0]
RKE2_PORT = PORTS["rke2-server"][0]

_OF_WORKER = ("sshd", "kubelet", "kube-proxy")
_OF_CONTROL_PLANE = (*_OF_WORKER, "kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler")


def node_ports(*, control_plane: bool) -> list[int]:
    """The ports that a node is assumed to listen on if the inventory does not state them."""
    return [port for name in (_OF_CONTROL_PLANE if control_plane else _OF_WORKER) for port in PORTS[name]]


def listening_at(ports: Iterable[Port]) -> list[str]:
    """The names of the daemons that listen on one of the ports."""
    return list(dict.fromkeys(name for name, _ in _among(ports)))


def common_ports(ports: Iterable[Port]) -> list[str]:
    """Those of the ports on which a daemon of any installer's control-plane node listens: `kubelet 10250`."""
    return [f"{name} {number}" for name, number in _among(ports) if name in _OF_CONTROL_PLANE]


def _among(ports: Iterable[Port]) -> Iterator[tuple[str, int]]:
    tcp = [port for port in ports if port.protocol == "TCP"]
    for name, numbers in PORTS.items():
        yield from ((name, number) for number in numbers if any(port.first <= number <= port.last for port in tcp))
