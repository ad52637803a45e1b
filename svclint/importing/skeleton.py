"""The text of an inventory for people to fill in, for clusters whose files state nothing that can be imported."""

from __future__ import annotations

from svclint.documents.yaml_text import Styled, block_text

_TEXT = """\
# Facts about the cluster that no manifest states. Remove the `#` in front of the keys that you know, and replace the
# addresses, which are examples. Every key may be left out; `svclint inventory check` lists the rules that need it.
# All keys: https://svclint.dev/inventory/
version: 1
clusters:
  - {name}
    # Where clients reach the API server: the `server` of your kubeconfig, and the virtual IP behind it.
    # kubeconfigServers: ["https://192.168.11.250:6443"]
    # loadBalancers:
    #   - {{name: api, vips: [192.168.11.250], ports: [6443], serves: control-plane}}

    # The machines, from `kubectl get nodes -o wide`, and their subnet.
    # nodes:
    #   - {{name: master1, addresses: [192.168.11.201], roles: [control-plane]}}
    #   - {{name: worker1, addresses: [192.168.11.211], roles: [worker]}}
    # nodeCIDRs: [192.168.11.0/24]

    # The ranges of Pods and ClusterIPs, from `kubectl -n kube-system get configmap kubeadm-config -o yaml` or the
    # configuration of the installer.
    # podCIDRs: [10.244.0.0/16]
    # serviceCIDRs: [10.96.0.0/16]

    # How Services work on the nodes: ipvs, iptables, nftables, cilium, kube-router or none.
    # proxy: {{mode: ipvs}}

    # Who else uses the network: router, DHCP ranges, DNS servers, storage.
    # reserved:
    #   - {{name: gateway, kind: gateway, addresses: [192.168.11.1]}}
    #   - {{name: dhcp, kind: dhcp, addresses: [192.168.11.100-192.168.11.199]}}
"""


def skeleton(cluster: str) -> str:
    """The text of an inventory of one cluster, whose facts are comments."""
    return _TEXT.format(name=block_text({"name": Styled(cluster)}).strip())
