"""The ids of the rules in Python code: those for flaws that readers detect, and those that a run itself evaluates."""

from __future__ import annotations

CLUSTER_WITHOUT_MANIFESTS = "cluster-without-manifests"
DUPLICATE_CLUSTER = "duplicate-cluster"
DUPLICATE_KEY = "duplicate-key"
EXPIRED_IGNORE = "expired-ignore"
IGNORE_WITHOUT_REASON = "ignore-without-reason"
INVALID_ADDRESS = "invalid-address"
INVALID_YAML = "invalid-yaml"
INVENTORIES_DISAGREE = "inventories-disagree"
LIMIT_REACHED = "limit-reached"
RENDER_FAILED = "render-failed"
UNREADABLE_FILE = "unreadable-file"
UNRESOLVED_ADDRESS = "unresolved-address"
UNRESOLVED_NAME = "unresolved-name"
UNUSED_IGNORE = "unused-ignore"

ABOUT_SUPPRESSIONS = frozenset({EXPIRED_IGNORE, IGNORE_WITHOUT_REASON, UNUSED_IGNORE})
"""Rules about suppressions, not about input that svclint cannot read."""
