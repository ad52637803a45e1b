"""A cluster inventory and manifests that collide with it, or do not: the material of the end-to-end tests."""

from __future__ import annotations

CONTROL_PLANE = "192.168.11.250"

INVENTORY = f"""\
version: 1
clusters:
  - name: test
    kubeconfigServers: ["https://lb.example.test:6443"]
    loadBalancers:
      - name: control-plane-lb
        vips: [{CONTROL_PLANE}]
        ports: [6443]
        serves: control-plane
    hosts:
      lb.example.test: [{CONTROL_PLANE}]
    proxy:
      mode: ipvs
"""

RULE = "external-ip-is-control-plane"


def service(name: str, address: str = "203.0.113.7") -> str:
    """A Service whose externalIPs hold `address`; the default is nobody else's."""
    return f"""\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: apps
spec:
  type: LoadBalancer
  selector:
    app: {name}
  ports:
    - port: 80
  externalIPs:
    - {address}
"""
