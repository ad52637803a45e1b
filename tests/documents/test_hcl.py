"""Variables files of Terraform: literals with positions, and nothing else."""

import pytest

from svclint.documents.hcl import HclError, parse_tfvars
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, node_at

TEXT = """\
# a comment
name = "lab" // another
/* vip = "10.0.0.9" */
nodes = {
  "cp-1" = { ip = "10.0.0.1", cpu = 4 }
  cp-2 : { ip = "10.0.0.2" }
}
text = <<EOT
vip = "10.0.0.8"
EOT
dns = ["10.0.0.53", "10.0.0.54"] # two
none = null
"""


def plain(node: Node) -> object:
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def test_literals_lists_and_objects() -> None:
    assert plain(parse_tfvars(TEXT)) == {
        "name": "lab",
        "nodes": {"cp-1": {"ip": "10.0.0.1", "cpu": "4"}, "cp-2": {"ip": "10.0.0.2"}},
        "text": None,
        "dns": ["10.0.0.53", "10.0.0.54"],
        "none": None,
    }


def test_positions() -> None:
    address = node_at(parse_tfvars(TEXT), "nodes", "cp-2", "ip")
    assert address is not None
    assert (address.span.line, TEXT.splitlines()[5][address.span.column - 1 : address.span.end_column - 1]) == (
        6,
        '"10.0.0.2"',
    )
    listed = parse_tfvars(TEXT).get("dns")
    assert isinstance(listed, ListNode)
    assert listed.span.line == 11


@pytest.mark.parametrize(
    "text",
    [
        'a = file("x")',
        "a = {",
        "}",
        "a = [}",
        "= 1",
        "a",
        "a = <<EOT\nx",
        'resource "a" "b" {\n}',
        "a = " + "[" * 99 + "]" * 99,
    ],
)
def test_anything_else_is_an_error(text: str) -> None:
    with pytest.raises(HclError):
        parse_tfvars(text)


def test_an_empty_file_is_an_empty_object() -> None:
    assert isinstance(parse_tfvars(""), MapNode)
    assert parse_tfvars("# nothing\n").entries == ()
