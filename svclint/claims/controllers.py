"""Controllers that assign load-balancer addresses, by their names in inventories → facts about them."""

from __future__ import annotations

# Controllers that leave a Service pending if it requests an address outside their pools.
# https://github.com/metallb/metallb/blob/23d2de9ec9e5/internal/allocator/allocator.go (Assign)
# https://docs.cilium.io/en/stable/network/lb-ipam/
# https://github.com/purelb/purelb/blob/main/pkg/apis/purelb/v2/annotations.go
# https://github.com/openelb/openelb/blob/f49528d113ad/pkg/controllers/lb/controller.go (Reconcile)
# https://docs.tigera.io/calico/latest/networking/ipam/service-loadbalancer
ONLY_FROM_POOLS = frozenset({"metallb", "cilium", "purelb", "openelb", "calico"})

# Controllers that let one machine answer ARP or ND for an address, even if another machine on the segment has it.
# https://metallb.io/concepts/layer2/
# https://kube-vip.io/docs/about/architecture/
# https://github.com/purelb/purelb/blob/main/pkg/apis/purelb/v2/types.go
# https://github.com/openelb/openelb/blob/f49528d113ad/pkg/controllers/lb/controller.go (callSetLoadBalancer)
ANSWERING = frozenset({"metallb", "kube-vip", "openelb", "purelb"})

# Controllers that skip LoadBalancer Services without their annotation.
# https://github.com/openelb/openelb/blob/f49528d113ad/pkg/controllers/lb/controller.go (IsOpenELBService)
ONLY_ON_REQUEST = frozenset({"openelb"})
