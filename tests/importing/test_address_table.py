"""Tables of addresses that IPAM systems and DHCP servers export → `reserved`."""

from pathlib import Path

import pytest

from svclint.importing.address_table import statement_of
from svclint.importing.imported import plain
from svclint.importing.importer import imported

NETBOX = """\
id,address,vrf,status,role,dns_name,description
1,10.80.0.2/24,,active,,dns1.lab,
2,10.80.0.3/24,,deprecated,,old.lab,
3,2001:db8::3/64,,active,vip,,storage of the lab
"""
RANGES = "start_address,end_address,status,description\n10.80.0.100/24,10.80.0.199/24,active,DHCP of the office\n"
PHPIPAM = "Section;IP address;IP state;Description;Hostname\nLab;10.80.0.5;Used;NAS;nas\nLab;10.80.0.6;Offline;;x\n"
SCOPES = """\
#TYPE Microsoft.Management.Infrastructure.CimInstance
"ScopeId","Name","SubnetMask","StartRange","EndRange","State"
"10.80.1.0","Clients","255.255.255.0","10.80.1.50","10.80.1.99","Active"
"10.80.2.0","Old","255.255.255.0","10.80.2.50","10.80.2.99","Inactive"
"""
LEASES = """\
address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state
10.80.3.11,02:00:00:00:00:01,,4000,1,1,0,0,a,0
10.80.3.10,02:00:00:00:00:02,,4000,1,1,0,0,b,0
10.80.3.20,02:00:00:00:00:03,,4000,1,1,0,0,c,2
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NETBOX, [("dns1.lab", "dns", "10.80.0.2"), ("storage of the lab", "storage", "2001:db8::3")]),
        (RANGES, [("DHCP of the office", "dhcp", "10.80.0.100-10.80.0.199")]),
        (PHPIPAM, [("nas", "storage", "10.80.0.5")]),
        (SCOPES, [("Clients", "dhcp", "10.80.1.50-10.80.1.99")]),
        (LEASES, [("dhcp", "dhcp", "10.80.3.10/31")]),
    ],
)
def test_exports(tmp_path: Path, text: str, expected: list[tuple[str, str, str]]) -> None:
    (tmp_path / "export.csv").write_text(text)
    [cluster] = imported([str(tmp_path / "export.csv")], tmp_path, "lab").clusters
    entries = [{"name": name, "kind": kind, "addresses": [address]} for name, kind, address in expected]
    assert plain(cluster) == {"name": "lab", "reserved": entries}


def test_nodes_are_not_reserved_and_other_tables_state_nothing(tmp_path: Path) -> None:
    (tmp_path / "hosts.ini").write_text("[masters]\nm1 ansible_host=10.80.0.2\n[workers]\nw1 ansible_host=10.80.0.4\n")
    (tmp_path / "export.csv").write_text(NETBOX)
    (tmp_path / "people.csv").write_text("name,mail\na,b\n")
    paths = [str(tmp_path / name) for name in ("hosts.ini", "export.csv", "people.csv")]
    [cluster] = imported(paths, tmp_path).clusters
    assert [entry["name"] for entry in plain(cluster)["reserved"]] == ["storage of the lab"]  # type: ignore[index]
    assert "reserved" not in imported([str(tmp_path)], tmp_path).clusters[0]
    assert statement_of("people.csv", "name,mail\na,b\n") is None
