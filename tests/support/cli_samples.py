"""A small repository's files, and what a run leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

RULE = "external-ip-is-control-plane"
INVENTORY = """\
version: 1
clusters:
- name: prod
  kubeconfigServers: ["https://lb.example.internal:6443"]
  loadBalancers:
  - {name: api, vips: [192.168.11.250], ports: [6443], serves: control-plane}
  hosts: {lb.example.internal: [192.168.11.250]}
  proxy: {mode: ipvs}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  ports: [{port: 80}]
  externalIPs:
  - %s
"""
BAD, GOOD = SERVICE % "192.168.11.250", SERVICE % "139.198.19.140"


@dataclass
class Ran:
    """What a run left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]
