"""keepalived.conf: instances with their group ids and addresses."""

from __future__ import annotations

from svclint.claims.embedded.keepalived import read_keepalived
from tests.support.embedded_trees import block, plain

TEXT = """\
! generated
vrrp_instance api {
    interface ens4
    virtual_router_id 55
    virtual_ipaddress {
        192.168.123.5/24 dev ens4 label ens4:vip
    }
}
virtual_server 10.0.0.1 6443 {
    real_server 10.0.0.2 6443 {
        weight 1
    }
}
"""


def test_instances_and_servers_are_directives_with_blocks() -> None:
    expected = [
        {
            "name": "vrrp_instance",
            "args": ["api"],
            "block": [
                ["interface", "ens4"],
                ["virtual_router_id", "55"],
                {
                    "name": "virtual_ipaddress",
                    "args": "",
                    "block": [["192.168.123.5/24", "dev", "ens4", "label", "ens4:vip"]],
                },
            ],
        },
        {
            "name": "virtual_server",
            "args": ["10.0.0.1", "6443"],
            "block": [{"name": "real_server", "args": ["10.0.0.2", "6443"], "block": [["weight", "1"]]}],
        },
    ]
    assert plain(read_keepalived(block(TEXT))) == expected


def test_an_open_block_is_refused() -> None:
    assert read_keepalived(block("vrrp_instance api {\n  state BACKUP\n")) is None
