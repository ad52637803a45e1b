"""A shape for each rule: n copies of its first example that has a finding, as different objects beside each other.

Here the conditions are true, whatever a rule asks for, and a new rule has its shape from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import yaml

from svclint.datafiles import Plain
from svclint.findings.rule import Rule
from svclint.findings.rulebook import load_rules
from tests.bench.shapes.base import INVENTORY, Files, add

_NUMBER = "@number@"
# Rules that know an object, or a part of it, by its name: all copies are one object.
_BY_NAME = frozenset(
    {
        "bgp-without-peer", "corefile-forwards-to-itself", "external-name-is-itself", "no-proxy-lacks-services",
        "pod-network-mismatch",
    }
)  # fmt: skip


def _files(rule: str, example: Plain, n: int) -> Files:
    if "inventory" in example:
        yield INVENTORY, example["inventory"]
    for path, text in _manifests(example).items():
        place = PurePosixPath(path)
        template = text if rule in _BY_NAME else _renamed(text)
        for i in range(n):
            yield str(place.parent / f"copy{i}" / place.name), template.replace(_NUMBER, str(i))


def _manifests(example: Plain) -> Mapping[str, str]:
    found = example.get("manifests", {})
    return {"m.yaml": found} if isinstance(found, str) else found


def _renamed(text: str) -> str:
    """Manifests whose objects have a number in their names, and wherever they name each other.

    ConfigMaps, which svclint knows by their names, have it in their namespaces.
    """
    documents = _documents(text)
    names: set[str] = set()
    for one in documents:
        metadata = one.get("metadata") if isinstance(one, dict) else None
        if not isinstance(metadata, dict):
            continue
        if one.get("kind") == "ConfigMap":
            metadata["namespace"] = f"{metadata.get('namespace', 'team')}-{_NUMBER}"
        elif "name" in metadata:
            names.add(metadata["name"])
    return str(yaml.dump_all([_with_numbers(one, names) for one in documents], Dumper=yaml.CSafeDumper, width=10_000))


def _documents(text: str) -> list[Any]:
    return [one for one in yaml.load_all(text, yaml.CSafeLoader) if one is not None]


def _with_numbers(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _with_numbers(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_numbers(one, names) for one in value]
    return f"{value}-{_NUMBER}" if isinstance(value, str) and value in names else value


def _register(rules: Iterable[Rule]) -> None:
    for rule in sorted(rules, key=lambda rule: rule.id):
        wrong = [one for one in rule.examples if any("# expect: " in text for text in _manifests(one).values())]
        if wrong and rule.policy.subject != "input":
            objects = sum(len(_documents(text)) for text in _manifests(wrong[0]).values())
            add(f"{rule.id}.example", "examples", partial(_files, rule.id, wrong[0]), large=False, objects=objects)


_register(load_rules())
