"""One table says which daemon listens at which port, to the inventory and to rules."""

from svclint.claims.daemons import common_ports, listening_at, node_ports
from svclint.model import Port


def test_daemons_listen_at_ports_of_tcp_and_within_ranges() -> None:
    assert listening_at([Port("TCP", 10250, 10250)]) == ["kubelet"]
    assert listening_at([Port("UDP", 10250, 10250)]) == []
    assert listening_at([Port("TCP", 2380, 6443)]) == ["kube-apiserver", "etcd", "etcd-metrics"]
    assert listening_at([]) == []


def test_a_control_plane_node_listens_where_a_worker_does_and_more() -> None:
    worker, master = node_ports(control_plane=False), node_ports(control_plane=True)
    assert set(worker) < set(master)
    assert 6443 in master
    assert 6443 not in worker


def test_common_ports_are_those_of_every_installer() -> None:
    assert common_ports([Port("TCP", 7000, 32767)]) == [
        "kubelet 10250",
        "kube-proxy 10256",
        "kube-controller-manager 10257",
        "kube-scheduler 10259",
    ]
    assert common_ports([Port("UDP", 1, 65535)]) == []
