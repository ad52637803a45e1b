"""Controllers that assign load-balancer addresses, by their names in inventories → facts about them."""

from __future__ import annotations

# Controllers that leave a Service pending if it requests an address outside their pools.
# https://github.com/metallb/metallb/blob/v0.16.1/internal/allocator/allocator.go (Assign)
# https://github.com/cilium/cilium/blob/079d9740ae48/operator/pkg/lbipam/lbipam.go (satisfySpecificIPRequests)
# https://github.com/purelb/purelb/blob/v0.16.6/internal/allocator/allocator.go (allocateSpecificIP)
# https://github.com/openelb/openelb/blob/v0.6.0/pkg/controllers/ipam/ipam.go (getEIP, getEIPBasedOnIP)
# https://github.com/projectcalico/calico/blob/v3.32.1/kube-controllers/pkg/controllers/loadbalancer/loadbalancer_controller.go
ONLY_FROM_POOLS = frozenset({"metallb", "cilium", "purelb", "openelb", "calico"})

# Controllers that let one machine answer ARP or ND for an address, even if another machine on the segment has it.
# https://metallb.io/concepts/layer2/
# https://kube-vip.io/docs/about/architecture/
# https://github.com/purelb/purelb/blob/v0.16.6/pkg/apis/purelb/v2/types.go
# https://github.com/openelb/openelb/blob/v0.6.0/pkg/controllers/lb/controller.go (callSetLoadBalancer)
ANSWERING = frozenset({"metallb", "kube-vip", "openelb", "purelb"})

# Controllers that serve only Services with their annotation or, for kube-loxilb, with its loadBalancerClass.
# https://github.com/openelb/openelb/blob/v0.6.0/pkg/controllers/lb/controller.go (IsOpenELBService)
# https://github.com/antrea-io/antrea/blob/v2.7.0/pkg/controller/serviceexternalip/controller.go (syncService)
# https://github.com/loxilb-io/kube-loxilb/blob/v0.9.8.4/pkg/agent/manager/loadbalancer/loadbalancer.go#L419
ONLY_ON_REQUEST = frozenset({"antrea", "loxilb", "openelb"})

# Controllers that select Services by their pools: a Service that no pool selects gets no address from them. MetalLB
# is none of them, because it removes every address from a Service's status that is not of a pool for that Service.
# https://github.com/cilium/cilium/blob/079d9740ae48/operator/pkg/lbipam/lbipam.go (findRangeOfIP)
# https://github.com/metallb/metallb/blob/v0.16.1/controller/service.go (convergeBalancer, "clearAssignment")
SELECTING_BY_POOL = frozenset({"cilium"})

# Controllers whose exclusions apply to all of their pools; those of other controllers apply to their own object only.
# https://github.com/projectcalico/calico/blob/v3.32.1/libcalico-go/lib/ipam/ipam.go (getReservedIPs)
EXCLUDING_EVERYWHERE = frozenset({"calico"})

# Controllers whose load balancers are the nodes themselves: they forward packets and add no PROXY header.
# https://metallb.io/concepts/
# https://github.com/k3s-io/klipper-lb/blob/v0.4.13/entry
# https://github.com/kube-vip/kube-vip/blob/v1.2.3/pkg/services/services.go
# https://docs.cilium.io/en/v1.18/network/lb-ipam/
# https://github.com/purelb/purelb/blob/v0.16.6/README.md
# https://github.com/openelb/openelb/blob/v0.6.0/README.md
# https://docs.tigera.io/calico/latest/networking/ipam/service-loadbalancer
# https://github.com/antrea-io/antrea/blob/v2.7.0/docs/service-loadbalancer.md
WITHOUT_PROXY_PROTOCOL = frozenset(
    {"antrea", "calico", "cilium", "kube-vip", "metallb", "openelb", "purelb", "servicelb"}
)

# Classes of Services that only one controller serves.
# https://github.com/cilium/cilium/blob/079d9740ae48/operator/pkg/lbipam/lbipam.go
# https://docs.cilium.io/en/v1.18/network/node-ipam/
# https://github.com/kube-vip/kube-vip/blob/v1.2.3/pkg/kubevip/constants.go
# https://github.com/purelb/purelb/blob/v0.16.6/pkg/apis/purelb/v2/classes.go
# https://github.com/projectcalico/calico/blob/v3.32.1/kube-controllers/pkg/controllers/loadbalancer/loadbalancer_controller.go
OF_CLASS = {
    "calico": "calico",
    "io.cilium/bgp-control-plane": "cilium",
    "io.cilium/l2-announcer": "cilium",
    "io.cilium/node": "cilium",
    "kube-vip.io/kube-vip-class": "kube-vip",
    "purelb.io/purelb": "purelb",
    "purelb.io/purelbv2": "purelb",
}
# Further classes that people write into Services.
# https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/guide/service/nlb.md
# https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html
# https://github.com/tailscale/tailscale/blob/v1.102.3/cmd/k8s-operator/svc.go
WELL_KNOWN_CLASSES = frozenset({*OF_CLASS, "eks.amazonaws.com/nlb", "service.k8s.aws/nlb", "tailscale"})
# Domains in which a controller serves no other classes than the well-known ones, and no setting adds one.
CLOSED_CLASS_DOMAINS = frozenset({"eks.amazonaws.com", "io.cilium"})

# Controllers that reject a Service with `loadBalancerIP`.
# https://github.com/kubernetes/cloud-provider-aws/blob/v1.33.0/pkg/providers/v1/aws.go
REFUSING_LOAD_BALANCER_IP = frozenset({"cloud:aws"})

# Controllers that do not read `loadBalancerIP`: the Service gets an address of the controller's choice.
# https://github.com/digitalocean/digitalocean-cloud-controller-manager/blob/v0.1.68/cloud-controller-manager/do/loadbalancers.go
# https://github.com/hetznercloud/hcloud-cloud-controller-manager/blob/v1.35.0/internal/hcops/load_balancer.go
# https://github.com/k3s-io/k3s/blob/0821db5a081300bc46bddeb04b09823c79255655/pkg/cloudprovider/servicelb.go
# https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/guide/service/annotations.md
# `aws` is the AWS provider or the AWS Load Balancer Controller: the annotations of a Service do not say which.
IGNORING_LOAD_BALANCER_IP = frozenset(
    {"aws", "aws-load-balancer-controller", "cloud:digitalocean", "cloud:hetzner", "cloud:hcloud", "servicelb"}
)

# Controllers whose load balancers serve only TCP: they leave out the other ports of a Service.
# https://github.com/hetznercloud/hcloud-cloud-controller-manager/blob/v1.35.0/internal/hcops/load_balancer.go#L994
ONLY_TCP = frozenset({"cloud:hetzner", "cloud:hcloud"})

# Controllers that reject a Service with ports of several protocols.
# https://github.com/kubernetes/cloud-provider-aws/blob/v1.33.0/pkg/providers/v1/aws.go#L3385 (checkMixedProtocol)
ONE_PROTOCOL = frozenset({"cloud:aws"})

# Controllers that give each port number one listener: of a port for TCP and UDP, they serve one.
# https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/guide/service/annotations.md#tcp-udp-listener
ONE_LISTENER_PER_PORT = frozenset({"aws-load-balancer-controller"})
