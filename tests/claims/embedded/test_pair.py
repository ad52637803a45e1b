"""Two values with a comma between them."""

from __future__ import annotations

import pytest

from svclint.claims.embedded.pair import read_pair
from tests.support.embedded_trees import block, plain


def test_the_values_are_first_and_last() -> None:
    assert plain(read_pair(block(" 172.22.0.10, 172.22.0.100\n"))) == {"first": "172.22.0.10", "last": "172.22.0.100"}


@pytest.mark.parametrize("text", ["172.22.0.10", "a,b,c", ""])
def test_another_form_is_not_read(text: str) -> None:
    assert read_pair(block(text)) is None
