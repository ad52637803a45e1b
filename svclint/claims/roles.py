"""The closed vocabulary of roles: what a claim wants or is. The catalogue and the rules use no other word."""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    # what the cluster and its surroundings already own
    "control-plane": "an address or name at which the API servers are reached: a VIP, a load balancer, an endpoint",
    "kubeconfig-server": "the `server` of a kubeconfig file",
    "load-balancer": "the VIP of a load balancer outside the cluster that Services may use",
    "node": "an address of a node, with the ports the host itself listens on",
    "node-network": "a subnet that nodes live in",
    "pod-network": "a range that pods get addresses from",
    "service-network": "a range that ClusterIPs are taken from",
    "cluster-dns": "the address of the cluster's DNS Service",
    "external-network": "a range that Services may take external addresses from",
    "reserved": "an address or range of somebody else on the network: a gateway, DHCP, another cluster",
    "name-record": "what a name resolves to: an entry of /etc/hosts, of DNS, or of a Corefile's hosts block",
    # what Services and their controllers take
    "external-ip": "an entry of a Service's externalIPs",
    "load-balancer-request": "an address that a Service asks its load-balancer controller for",
    "load-balancer-status": "an address that a controller wrote into a Service's status",
    "load-balancer-service": "a Service of type LoadBalancer, whatever address it gets",
    "gateway-address": "an address that a Gateway asks for",
    "cluster-ip": "a Service's ClusterIP",
    "node-port": "a port that a Service takes on every node",
    "host-port": "a port that a Pod takes on the nodes it runs on: hostPort, or any port with hostNetwork",
    "pool": "a range that a controller hands out load-balancer addresses from",
    "pool-exclusion": "a range that a controller leaves out of its pools",
    "advertised-block": "a range that is announced by BGP as a whole",
    "egress-ip": "an address that traffic leaving the cluster is given",
    "redirect": "an address that is captured on the node and sent elsewhere",
    "secondary-network": "a range or address of a second network interface of Pods",
    # what traffic is sent to, allowed from, or named
    "endpoint": "an address behind a Service: Endpoints, EndpointSlice, a mesh's workload",
    "external-name": "the name that an ExternalName Service stands for",
    "host-alias": "a name that a Pod's own hosts file points to an address",
    "resolver": "a DNS server that Pods or the cluster's DNS ask",
    "peer": "the other end of a BGP session",
    "peer-source": "the own address of a BGP session",
    "policy-block": "a range that a network policy allows or denies",
    "policy-exception": "a range that a network policy leaves out of its block",
    "source-range": "a range of clients that a load balancer lets in",
    "dns-name": "a name that is published in DNS or served by an Ingress",
    "dns-target": "what a published name points to",
    "route-host": "a host name that a route of a Gateway or mesh serves",
    "certificate-name": "a name or address in the API server's certificate",
    "join-endpoint": "where a node or an agent goes to join the cluster",
    "advertise-address": "the address one API server gives as its own",
    "api-override": "where a program is told to find the API server instead of the usual place",
    "webhook-url": "the address or name of an admission webhook",
    "bind-address": "an address that a daemon listens on",
    # what is set, without being an address
    "proxy-mode": "the service proxy's mode",
    "strict-arp": "kube-proxy's ipvs.strictARP",
    "proxy-excluded": "a range in kube-proxy's ipvs.excludeCIDRs",
    "node-port-range": "the ports that NodePorts are taken from",
    "ephemeral-port-range": "the ports that the nodes' kernels use for outgoing connections",
    "kubernetes-version": "the version of Kubernetes",
    "lb-controller": "a controller that hands out load-balancer addresses",
    "l2-announcer": "something that answers ARP or ND for load-balancer addresses",
    "setting": "another setting that a rule looks at; its text is the value",
}
