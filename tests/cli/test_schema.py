"""The schemas, printed."""

from __future__ import annotations

import json

import pytest

from svclint import schema
from tests.support.cli_samples import Run


@pytest.mark.parametrize("name", schema.names())
def test_what_is_printed_is_the_schema(svclint: Run, name: str) -> None:
    assert json.loads(svclint("schema", name).out) == schema.load(name)


def test_an_unknown_name_is_a_mistake(svclint: Run) -> None:
    ran = svclint("schema", "../rule")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"svclint: error: unknown schema ../rule; choose from {', '.join(schema.names())}\n"
