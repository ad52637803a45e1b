import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint import schema
from svclint.documents.yaml import parse


def problems(text: str, name: str = "inventory") -> list[tuple[int, int, str]]:
    node = next(iter(parse(text))).node
    assert node is not None
    return [(one.span.line, one.span.column, one.message) for one in schema.validate(node, name)]


QUOTES = "quote it, because YAML reads the trailing colon as a mapping"
MODES = "ipvs, iptables, nftables, cilium, kube-router, calico, ovn-kubernetes, none"
CLUSTER = "version: 1\nclusters:\n  - name: prod\n    "


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "kubeconfigServer: [a]",
            (4, 5, "unknown key 'kubeconfigServer' in a cluster; did you mean 'kubeconfigServers'?"),
        ),
        ("podCidrs: []", (4, 5, "unknown key 'podCidrs' in a cluster; did you mean 'podCIDRs'?")),
        ("entirelyElse: 1", (4, 5, "unknown key 'entirelyElse' in a cluster")),
        ("podCIDRs: 10.0.0.0/8", (4, 15, "'podCIDRs' must be a list, not text")),
        ("proxy: {mode: ipvx}", (4, 19, f"'mode' must be one of {MODES}, not 'ipvx'; did you mean 'ipvs'?")),
        (
            "podCIDRs: [{'fd00:': }]",
            (4, 16, f"every item of 'podCIDRs' must be text or a number, not a mapping; {QUOTES}"),
        ),
        ("kubernetesVersion: latest", (4, 24, "'kubernetesVersion' must be a version such as 1.33, not 'latest'")),
        ("nodes: [{name: a, ports: [0]}]", (4, 31, "every item of 'ports' must be at least 1, not 0")),
        ("loadBalancers: [{owner: {kind: A}}]", (4, 29, "missing key 'name' in a load balancer's owner")),
    ],
)
def test_a_problem_is_told_at_its_place_in_plain_words(line, expected) -> None:
    ((row, column, message),) = problems(CLUSTER + line + "\n")
    assert expected[:2] == (row, column)
    assert expected[2] == message


def test_all_problems_are_told_in_the_order_of_the_file() -> None:
    found = problems("clusters:\n  - nme: a\n  - name: b\n    lan: []\n")
    assert found == [
        (1, 1, "missing key 'version' in a cluster inventory"),
        (2, 5, "missing key 'name' in a cluster"),
        (2, 5, "unknown key 'nme' in a cluster; did you mean 'name'?"),
        (4, 10, "'lan' must be text or a number, not a list"),
    ]


def test_a_key_of_a_wrong_form_is_told_at_the_key() -> None:
    text = "rules:\n  Bad_Id: off\n"
    assert problems(text, "config") == [
        (2, 3, "this key must be the ID, group (ports/*) or prefix (pool-) of rules, not 'Bad_Id'")
    ]


def test_off_is_a_level_however_yaml_reads_it() -> None:
    assert problems("rules: {a: off, b: 'off', c: note}\n", "config") == []


def test_a_deep_tree_is_one_problem() -> None:
    text = "clusters: " + "[" * 900 + "]" * 900
    assert [message for _, _, message in problems(text)] == ["too deeply nested"]


# What does not fit a keyword, given its value.
MISFITS: dict[str, Callable[[Any], list[Any]]] = {
    "type": lambda wanted: [[]] if "array" not in wanted else [1] if "integer" not in wanted else ["x"],
    "required": lambda wanted: [{}],
    "additionalProperties": lambda wanted: [{"x": 1}],
    "enum": lambda wanted: ["x"],
    "const": lambda wanted: ["x"],
    "pattern": lambda wanted: ["\t"],
    "minLength": lambda wanted: ["x" * (wanted - 1)],
    "maxLength": lambda wanted: ["x" * (wanted + 1)],
    "minItems": lambda wanted: [[1] * (wanted - 1)],
    "maxItems": lambda wanted: [[1] * (wanted + 1)],
    "uniqueItems": lambda wanted: [[1, 2, 2]],
    "minimum": lambda wanted: [wanted - 1],
    "exclusiveMinimum": lambda wanted: [wanted],
    "maximum": lambda wanted: [wanted + 1],
    "format": lambda wanted: [],  # said to editors, not checked
    "anyOf": lambda wanted: [{}, False, [[]]],
    "oneOf": lambda wanted: [{}, False, [[]]],
}
# These only lead to others.
LEADING = {"$ref", "$defs", "allOf", "if", "then", "else", "items", "properties", "propertyNames", "$dynamicRef"}


def keywords() -> list[tuple[str, object, dict[str, object]]]:
    """Every keyword of every schema with its value, each once, and the definitions that it may refer to."""
    from jsonschema import Draft202012Validator

    found: dict[str, tuple[str, object, dict[str, object]]] = {}
    for name in schema.names():
        whole = schema.load(name)
        todo = [whole]
        while todo:
            one = todo.pop()
            if not isinstance(one, dict):
                continue
            for key, value in one.items():
                if key in ("properties", "$defs"):
                    todo += value.values()
                elif key in Draft202012Validator.VALIDATORS:
                    if (key, value) != ("additionalProperties", True) and not isinstance(value, dict):
                        found[f"{key} {value}"] = (key, value, whole.get("$defs", {}))
                    todo += value if isinstance(value, list) else [value]
    return list(found.values())


def test_every_keyword_of_a_schema_has_a_sentence_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from jsonschema import Draft202012Validator

    seen = set()
    for key, value, definitions in keywords():
        if key in LEADING:
            continue
        seen.add(key)
        data = {key: value, "$defs": definitions}
        monkeypatch.setattr(schema, "load", lambda _, data=data: data)
        for misfit in MISFITS[key](value):
            errors = list(Draft202012Validator(data).iter_errors(misfit))
            assert errors or key in ("anyOf", "oneOf"), (data, misfit)
            theirs = {one.message for error in errors for one in [error, *(error.context or ())]}
            for _, _, ours in problems(json.dumps(misfit), "any"):
                assert not any(one in ours for one in theirs), ours
                assert "is not valid here" not in ours, (key, value)
    assert seen == set(MISFITS)


@pytest.mark.parametrize(
    ("data", "text", "message"),
    [
        ({"minLength": 20}, "x", "this file must have at least 20 characters, not 1"),
        ({"minLength": 1}, "''", "this file must not be empty"),
        ({"maxLength": 1}, "xyz", "this file must have at most 1 character, not 3"),
        ({"minItems": 2}, "[1]", "this file must have at least 2 items, not 1"),
        ({"maxItems": 2}, "[1, 2, 3]", "this file must have at most 2 items, not 3"),
        ({"minProperties": 1}, "{}", "this file must not be empty"),
        ({"maxProperties": 1}, "{a: 1, b: 2}", "this file must have at most 1 key, not 2"),
        ({"uniqueItems": True}, "[a, b, a]", "this file lists 'a' twice"),
        ({"exclusiveMinimum": 0}, "0", "this file must be more than 0, not 0"),
        ({"exclusiveMaximum": 0}, "0", "this file must be less than 0, not 0"),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, "{}", "this file needs one of the keys 'a' or 'b'"),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            "[]",
            "this file must be text or a whole number, not a list",
        ),
        ({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, "3", "this file matches none of the allowed forms"),
        ({"not": {"type": "string"}}, "x", "this file is not valid here"),
        (False, "x", "this file is not valid here"),
    ],
)
def test_sentences_of_keywords(monkeypatch: pytest.MonkeyPatch, data, text: str, message) -> None:
    monkeypatch.setattr(schema, "load", lambda _: data)
    assert [one for _, _, one in problems(text, "any")] == [message]


def test_names_are_the_files_and_each_is_a_schema() -> None:
    from jsonschema import Draft202012Validator

    assert {"inventory", "config"} <= set(schema.names())
    for name in schema.names():
        Draft202012Validator.check_schema(schema.load(name))
        assert schema.load(name)["$id"].startswith("https://svclint.dev/schemas/")
    with pytest.raises(KeyError):
        schema.load("../pyproject")


@pytest.mark.parametrize("name", ["inventory", "config"])
def test_every_key_is_described_and_the_examples_are_valid(name) -> None:
    from jsonschema import Draft202012Validator

    data = schema.load(name)
    for example in data["examples"]:
        Draft202012Validator(data).validate(example)
    todo = [data, *data.get("$defs", {}).values()]
    for one in todo:
        for key, value in one.get("properties", {}).items():
            target = data["$defs"][value["$ref"].rpartition("/")[2]] if "$ref" in value else value
            assert "description" in value or "description" in target, key
        if one.get("properties"):
            assert one["additionalProperties"] is False


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text("abc"),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner),
        max_leaves=10,
    ).filter(lambda value: isinstance(value, dict | list) and value)
)
def test_plain_is_what_json_reads(value) -> None:
    node = next(iter(parse(json.dumps(value)))).node
    assert node is not None
    assert schema.plain(node) == value


def test_an_unchanged_valid_file_is_not_validated_again(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom svclint import schema\nfrom svclint.documents.yaml import parse\n"
        "text = 'version: 1\\n'\nnode = next(iter(parse(text))).node\n"
        "assert schema.validate(node, 'inventory', text) == ()\nprint('jsonschema' in sys.modules)\n"
    )
    env = {"SVCLINT_CACHE_DIR": str(tmp_path), "PYTHONPATH": ".", "SYSTEMROOT": "."}
    runs = [subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True) for _ in range(2)]
    assert [run.stdout for run in runs] == ["True\n", "False\n"], runs[0].stderr
