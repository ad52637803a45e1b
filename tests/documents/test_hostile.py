"""Hostile texts, each in a process of its own: an answer within seconds and a gigabyte, never a crash."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from svclint.documents.node import MapNode, ScalarNode, scalars
from svclint.documents.read import read
from svclint.documents.scan import Scanner
from svclint.documents.yaml import YamlError, parse

def outcome(text):
    try:
        for parsed in parse(text):
            if parsed.node is not None:
                print("scalars", sum(1 for _ in scalars(parsed.node)))
    except YamlError as error:
        print("error", error.message)

def whole(data):
    file = read("a.yaml", data, Scanner([(frozenset(), frozenset({"externalIPs"}))]))
    print(file.reading.name, len(file.documents), [finding.rule for finding in file.flaws])

"""

BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\\n" for n in range(1, 10)
)
MERGES = "a0: &a0 {k0: 1}\\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\\n" for n in range(1, 2000))


def run(statement: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM + statement], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"[" * 10_001', "error nested more than 10,000 levels deep"),
        ('"[" * 10_000 + "]" * 10_000', "scalars 0"),
        ('"[" * 300_000', "error nested more than 10,000 levels deep"),
        ('"{a: " * 30_000', "error nested more than 10,000 levels deep"),
        ('"- " * 30_000', "error nested more than 10,000 levels deep"),
        ('"? " * 30_000', "error nested more than 10,000 levels deep"),
        ("'{\"a\":' * 30_000", "error nested more than 10,000 levels deep"),
        (f'"{BOMB}"', "error the aliases ('*') expand to too much data"),
        (f'"{MERGES}"', "error the aliases ('*') expand to too much data"),
        ('"&a [*a]"', "error the alias ('*') refers to the value that contains it"),
        ('"a: &a {<<: *a}"', "error the alias ('*') refers to the value that contains it"),
        ('"a: " + "9" * 1_000_000', "scalars 1"),
        ('"a: 0x" + "f" * 1_000_000', "scalars 1"),
        ('"a: 1e" + "9" * 300', "scalars 1"),
        ('"[" + "a," * 2_000_001 + "]"', "error more than 2,000,000 values in one document"),
        ('"".join(f"k{n}: 1\\n" for n in range(100_000))', "scalars 100000"),
        ('"a: |\\n" + "  x\\n" * 1_000_000', "scalars 1"),
        ('"a: \\"" + "x" * 50_000_000 + "\\""', "scalars 1"),
        ('"a: " + "\\u20ac" * 10_000_000', "scalars 1"),
        ('"a: |\\n  " + "x" * 50_000_000', "scalars 1"),
        ('"a: |\\n" + "  x\\n" * 12_000_000', "scalars 1"),
        ('"a: |\\n" + "\\r\\n" * 3_000_000 + "  x"', "scalars 1"),
        ('"#" * 50_000_000 + "\\na: 1"', "scalars 1"),
        ('"a: &a " + "!" * 100_000', "scalars 1"),
        ('"a: &a" + " " * 20_000_000 + "b"', "scalars 1"),
        ('"a: &a\\n" + "#\\n" * 2_000_000 + " b"', "scalars 1"),
        ('"a:\\n" + "".join(f"  <<: {{a{n}: 1}}\\n" for n in range(50_000))', "scalars 50000"),
        (
            '"\\"" + "\\\\\\\\" * 5_000_000 + "\\\\/\\""',
            "error Kubernetes does not support the escape",
        ),
    ],
    ids=lambda value: value[:24],
)
def test_an_answer_within_bounds(expression: str, expected: str) -> None:
    # libyaml has a limit of its own since 0.2.6, which PyYAML 6.0.4 brings: 1,000 levels.
    answer = run(f"outcome({expression})").replace(
        "exceeded maximum nesting depth", "nested more than 10,000 levels deep"
    )
    assert answer.startswith(expected[:40])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('b"externalIPs: \\"" + b"x" * 50_000_000 + b"\\""', "READ 1 []"),
        ('b"a: \\"" + b"x" * 50_000_000 + b"\\""', "NO_ADDRESSES 0 []"),
        ('b"x" * (64 * 2**20 + 1)', "UNREADABLE 0 ['unreadable-file']"),
        ('b"---\\n" * 2_000_000', "NO_ADDRESSES 0 []"),
        ('b"---\\nexternalIPs: 1\\n" * 20_000', "READ 20000 []"),
        ('b"externalIPs\\n" * 4_000_000', "READ 0 []"),
        ('b"%TAG ! x\\n" + b"---\\nexternalIPs: 1\\n...\\n" * 50_000', "READ 50000 []"),
        ('b"externalIPs: [" * 5_000', "READ 0 ['invalid-yaml']"),
        ('b"externalIPs: " + b"\\\\x41" * 10_000_000', "READ 1 []"),
        ('b\'{"externalIPs": 1}\' + b"{}" * 100_000', "READ 100001 []"),
        ('b"---#\\nexternalIPs: 1\\n" * 20_000', "READ 20000 []"),
        ('b"%\\n---#\\n" * 1_000_000 + b"externalIPs: 1"', "READ 1 []"),
        ('b"externalIPs: [\\n# " + b"x" * 10_000_000 + b"{{" * 5_000_000', "READ 0 ['invalid-yaml']"),
        ('b"externalIPs: [" + b"\'{{}}\'," * 500_000 + b":"', "READ 0 ['invalid-yaml']"),
    ],
    ids=lambda value: value[:24],
)
def test_a_hostile_file_is_read_within_bounds(expression: str, expected: str) -> None:
    assert run(f"whole({expression})") == expected
