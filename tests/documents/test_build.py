"""Scalars built the quick way are the same as those from the constructors."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from svclint.documents.build import built
from svclint.documents.node import Scalar
from svclint.model import Span


def test_built_is_constructed() -> None:
    expected = Scalar("08", 8, Span(1, 2, 3, 4), "'")
    scalar = built("08", 8, "'", 1, 2, 3, 4)

    assert expected == scalar
    assert (type(expected), type(expected.span)) == (type(scalar), type(scalar.span))
    assert (repr(expected), hash(expected)) == (repr(scalar), hash(scalar))
    assert expected == pickle.loads(pickle.dumps(scalar)) == copy.deepcopy(scalar)


def test_built_is_frozen() -> None:
    scalar = built("a", "a", "", 1, 1, 1, 2)

    with pytest.raises(dataclasses.FrozenInstanceError):
        scalar.text = "b"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        scalar.span.line = 2  # type: ignore[misc]
