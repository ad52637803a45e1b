"""The text of a rule to change, with comments and examples that pass, for `svclint rules new`."""

from __future__ import annotations

_HEAD = """\
# yaml-language-server: $schema=https://svclint.dev/schemas/rule-1.json
# A custom rule; all of it is an example to change. Run its examples with `svclint test FOLDER`, and use it with
# `svclint --rules FOLDER`. How rules work: https://svclint.dev/own-rules/

# The problem, so that `ignore[{id}]` reads naturally.
id: {id}
"""
_OF_ONE = """\
# The problem as a sentence without a full stop.
title: A Service takes an external IP outside of the range for external IPs
# error: something breaks. warning: change it, or suppress it with a reason. note: good to know.
severity: warning
# Why it matters: what happens to whom, and how they notice.
why: |
  The firewall forwards only 203.0.113.0/24 to the cluster. Clients outside cannot reach any other external IP.
# What to do: one to three steps.
fix: |
  Take a free address of 203.0.113.0/24, or ask the network team.
# Links to read more (optional).
# references: [https://wiki.example.com/network]
policy:
  # What the rule is about: one address or name. `overlap` is about two that share an address.
  for: claim
  # Which ones: the roles in https://svclint.dev/roles/
  claim: [external-ip]
  # When it is reported, with the words and functions in https://svclint.dev/vocabulary/
  when: >-
    claim.family == "IPv4" && !cidr("203.0.113.0/24").containsIP(claim.first_address)
  # What the report says. {{words}} are replaced by their values.
  message: "{{claim.owner}} takes {{claim.address}}, outside of 203.0.113.0/24: the firewall drops traffic to it."
# The tests of the rule. A line that must be reported ends in `# expect: {id}`, with the severity if
# you like; at least one example has no such line.
examples:
  - title: An address that the firewall does not forward
    manifests: |
      apiVersion: v1
      kind: Service
      metadata: {{name: shop}}
      spec:
        ports: [{{port: 443}}]
        externalIPs:
          - 198.51.100.7 # expect: {id}[warning]
  - title: An address that it forwards, and one of another family
    manifests: |
      apiVersion: v1
      kind: Service
      metadata: {{name: shop}}
      spec:
        ports: [{{port: 443}}]
        externalIPs: [203.0.113.7, "2001:db8::7"]
"""
_OF_TWO = """\
# The problem as a sentence without a full stop.
title: A Service takes an external IP that belongs to a node
# error: something breaks. warning: change it, or suppress it with a reason. note: good to know.
severity: warning
# Why it matters: what happens to whom, and how they notice.
why: |
  In our network, the addresses of nodes are for administration only. Clients of the Service cannot reach them.
# What to do: one to three steps.
fix: |
  Take an address that no node has.
# Links to read more (optional).
# references: [https://wiki.example.com/network]
policy:
  # What the rule is about: two addresses that overlap. `claim` is about a single one.
  for: overlap
  # Which ones: the roles in https://svclint.dev/roles/. The finding is reported at the first one.
  claim: [external-ip]
  other: [node]
  # When it is reported, with the words and functions in https://svclint.dev/vocabulary/
  when: claim.namespace != "edge"
  # What the report says. {{words}} are replaced by their values.
  message: "{{claim.owner}} takes {{claim.address}} of {{other.title}}, which is for administration only."
# The tests of the rule. A line that must be reported ends in `# expect: {id}`, with the severity if
# you like; at least one example has no such line.
examples:
  - title: The address of a node
    inventory: &nodes |
      version: 1
      clusters:
        - name: prod
          nodes: [{{name: worker1, addresses: [192.168.11.211, "2001:db8::211"]}}]
    manifests: |
      apiVersion: v1
      kind: Service
      metadata: {{name: shop, namespace: shop}}
      spec:
        ports: [{{port: 443}}]
        externalIPs:
          - 192.168.11.211 # expect: {id}[warning]
          - "2001:db8::211" # expect: {id}[warning]
          - 192.168.11.212
  - title: The namespace that may take it
    inventory: *nodes
    manifests: |
      apiVersion: v1
      kind: Service
      metadata: {{name: proxy, namespace: edge}}
      spec:
        ports: [{{port: 443}}]
        externalIPs: [192.168.11.211]
"""
SUBJECTS = {"claim": _OF_ONE, "overlap": _OF_TWO}
"""The subjects that have a text."""


def rule_skeleton(rule: str, subject: str) -> str:
    """The text of a rule with the ID `rule` about one of `SUBJECTS`."""
    return (_HEAD + SUBJECTS[subject]).format(id=rule)
