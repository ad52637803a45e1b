import pytest

from svclint.claims.blocks import format_block
from svclint.claims.name_records import NameRecords, address_in_name


def records(*pairs: tuple[str, int]) -> NameRecords[int]:
    return NameRecords(pairs)


def test_a_name_leads_to_each_of_its_addresses_once_in_order() -> None:
    found = records(("api.example.com", 2), ("api.example.com", 1), ("api.example.com", 2))
    assert found.addresses("api.example.com") == (2, 1)
    assert found.addresses("www.example.com") == ()
    assert "api.example.com" in found
    assert "example.com" not in found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("api.example.com", (1,)),
        ("api.lab.example.com", (1,)),  # at any depth
        ("example.com", ()),  # a wildcard stands for what is below it
        ("web.example.com", (2,)),  # the name's own record wins
        ("x.web.example.com", ()),  # web.example.com exists: the wildcard ends there
        ("b.c.example.com", ()),  # so does c.example.com, through a.c.example.com
        ("c.example.com", ()),
        ("z.sub.example.com", (4,)),  # the nearest wildcard
        ("api.example.org", ()),
        ("com", ()),
        ("", ()),
    ],
)
def test_a_wildcard_stands_for_names_that_nothing_nearer_speaks_of(name, expected) -> None:
    found = records(("*.example.com", 1), ("web.example.com", 2), ("a.c.example.com", 3), ("*.sub.example.com", 4))
    assert found.addresses(name) == expected


def test_a_text_longer_than_any_name_costs_no_more_than_its_length() -> None:
    name = "a." * 100_000 + "example.com"
    found = records((name, 1), ("*.example.com", 2))
    assert found.addresses(name) == (1,)
    assert found.addresses("b." + name) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("api.192.0.2.5.nip.io", "192.0.2.5"),
        ("192-0-2-5.nip.io", "192.0.2.5"),
        ("api-192-0-2-5.sslip.io", "192.0.2.5"),
        ("api.fd00--5.sslip.io", "fd00::5"),
        ("api.192.0.2.300.nip.io", ""),
        ("192.0.2.5.nip.io.example.com", ""),
        ("blue-green.sslip.io", ""),
        ("nip.io", ""),
        ("1-" * 100_000 + ".sslip.io", ""),
    ],
)
def test_a_name_of_nip_io_and_sslip_io_contains_its_address(name: str, expected: str) -> None:
    block = address_in_name(name)
    assert (format_block(block) if block else "") == expected
