"""nginx.conf: blocks within blocks."""

from __future__ import annotations

from svclint.claims.embedded.nginx import read_nginx
from tests.support.embedded_trees import block, plain

TEXT = """\
events {}
stream {
    upstream api { server 10.0.0.11:6443 weight=5; server 10.0.0.12:6443; }
    server {
        listen 10.0.0.10:6443;
        set $name ${remote_addr};
        proxy_pass api;
    }
}
"""


def test_blocks_hold_directives() -> None:
    expected = [
        ["events"],
        {
            "name": "stream",
            "args": "",
            "block": [
                {
                    "name": "upstream",
                    "args": ["api"],
                    "block": [["server", "10.0.0.11:6443", "weight=5"], ["server", "10.0.0.12:6443"]],
                },
                {
                    "name": "server",
                    "args": "",
                    "block": [["listen", "10.0.0.10:6443"], ["set", "$name", "${remote_addr}"], ["proxy_pass", "api"]],
                },
            ],
        },
    ]
    assert plain(read_nginx(block(TEXT))) == expected
