"""Repositories of any size, one shape a function: n of what a rule joins.

The growth gate runs them, and tests/test_growth.py counts what is asked about them.
"""

from importlib import import_module

from tests.bench.shapes.base import SHAPES, Files, Shape, write

__all__ = ["SHAPES", "THEMES", "Files", "Shape", "write"]

THEMES = (
    "services", "ports", "references", "pools", "policies", "names", "resolving",
    "networks", "routing", "endpoints", "settings",
    "inventory", "control_plane", "gitops", "kustomize", "alternatives", "dirt", "pairs", "examples",
)  # fmt: skip
"""The modules that register shapes, in order."""

for _theme in THEMES:
    import_module(f".{_theme}", __name__)
