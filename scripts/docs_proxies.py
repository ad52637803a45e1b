"""The facts about service proxies → the page docs/how-it-works/proxy-modes.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docs_markdown import table

from svclint.claims.proxy_behaviour import BEHAVIOURS, EXEMPTIONS, Behaviour

INTRODUCTION = """
The effect of an address in a Service depends on the service proxy. This page lists the facts that svclint uses, each
with its source: a file of the project at a release, or a [test on Linux](proof.md).

## Which proxy a cluster runs

svclint takes the mode from the inventory, else from manifests: kube-proxy's configuration, or the settings of Cilium,
Calico, kube-router or OVN-Kubernetes. If neither states a mode, the files of an installer give its default: iptables
for kubeadm, k0s, k3s, RKE2, kind, eksctl and AKS, nftables for Talos since Kubernetes 1.31, ipvs for KubeKey and
kubespray. If nothing is known, svclint assumes ipvs, because a mistake has the worst consequences there; messages
then say "assumed".

## How to read the tables

*Node* and *Pod* are connections from a node of the cluster and from a Pod. *LAN* are other machines in the subnet of
the nodes, *outside* are clients behind a router. "The real owner" is the machine that has the address without the
Service.
"""
NOTES = """
## kube-proxy in ipvs mode

- kube-proxy binds addresses to the interface `kube-ipvs0`. It binds only addresses of Services.
- Without `strictARP`, every node answers ARP for a bound address, so other machines on the LAN reach the real owner
  or a node at random. `strictARP` prevents this and nothing else: nodes and Pods remain cut off. With IPv6, nodes do
  not answer for such an address at all ([observed](proof.md#observations)).
- `excludeCIDRs` does not prevent the binding. It keeps kube-proxy from removing virtual servers that it did not
  create.
- The address of a Service without ready endpoints stays bound.
- kube-proxy unbinds an address that no Service has when it syncs, but only if it hears of the change. [If it reaches
  the API server through that address](#does-removing-the-address-heal), it does not.

This is how the control plane's address in `externalIPs` makes a cluster unreachable
([#66966](https://github.com/kubernetes/kubernetes/issues/66966)).

## What the API server accepts

The API server rejects unspecified, loopback and link-local addresses, and 224.0.0.0/24 and ff02::/16, in
`externalIPs`
([validation.go](https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go)). It
accepts addresses of nodes, of the control plane, and of the cluster's own ranges. `externalIPs` works with every type
of Service that has a ClusterIP.

## Does removing the address heal?

Only where kube-proxy still reaches the API server. On a worker of kubeadm or KubeKey, kube-proxy uses the control-plane
endpoint. If that address is bound, kube-proxy keeps its cache: the address stays on the node after the Service is
corrected, and comes back after you delete it from `kube-ipvs0`. What heals there is, in this order: correct the
Service, restart kube-proxy on each node, delete the address from the interface.

k3s, RKE2, Talos with KubePrism, and installers that run a proxy on each node at 127.0.0.1 (kubespray, KubeKey with
haproxy) heal as soon as the Service is corrected. [Recovery](recovery.md) lists the steps for each installer with its
sources, and [tests on Linux](proof.md#recovery) replay them.
"""
_FIELDS: dict[str, str] = {
    "external-ip": "externalIPs",
    "load-balancer-status": "status.loadBalancer.ingress",
    "load-balancer-request": "Requests: loadBalancerIP, annotations of controllers, addresses of Gateways",
    "cluster-ip": "clusterIP",
    "node-port": "nodePort",
    "host-port": "hostPort",
}
_PROXIES = {
    "": "any",
    "ipvs": "kube-proxy, ipvs",
    "iptables": "kube-proxy, iptables",
    "nftables": "kube-proxy, nftables",
    "cilium": "Cilium",
    "calico": "Calico, eBPF",
    "ovn-kubernetes": "OVN-Kubernetes",
    "kube-router": "kube-router",
    "none": "none",
}


def proxy_page() -> str:
    """The page, without its note."""
    lines = ["# Service proxy modes", "", INTRODUCTION.strip(), ""]
    for role, heading in _FIELDS.items():
        lines += [f"## {heading}", "", *_behaviours(role), ""]
    lines += ["## Values without effect", "", *_exemptions(), "", NOTES.strip()]
    return "\n".join(lines) + "\n"


def _behaviours(role: str) -> Iterator[str]:
    rows = [
        (_PROXIES[behaviour.proxy], _versions(behaviour), *behaviour.answers, _links(behaviour.sources))
        for behaviour in BEHAVIOURS
        if role in behaviour.roles
    ]
    return table(("Proxy", "Kubernetes", "Node", "Pod", "LAN", "Outside", "Sources"), rows)


def _exemptions() -> Iterable[str]:
    rows = [
        (
            exemption.text[0].upper() + exemption.text[1:] + ".",
            f"since 1.{exemption.since}" if exemption.since else "all",
            _links(exemption.sources),
        )
        for exemption in EXEMPTIONS.values()
    ]
    return table(("Reason", "Kubernetes", "Sources"), rows)


def _versions(behaviour: Behaviour) -> str:
    since, until = behaviour.since, behaviour.until
    if since is None:
        return "all" if until is None else f"up to 1.{until}"
    return f"since 1.{since}" if until is None else f"1.{since} to 1.{until}"


def _links(sources: Sequence[str]) -> str:
    return ", ".join(f"[{_name(source)}]({_target(source)})" for source in sources)


def _name(source: str) -> str:
    last = source.rstrip("/").rsplit("/", 1)[-1]
    return f"#{last}" if last.isdecimal() else last


def _target(source: str) -> str:
    return "proof.md" if source.startswith("tests/physics/") else source
