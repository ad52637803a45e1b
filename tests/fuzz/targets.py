"""The targets of the fuzzer: bytes → nothing, or an exception, if something does not hold that must for any input.

A target may fail only with the errors that the code under test documents; any other exception is a fault.
"""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from svclint import redact
from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import format_block, parse_block, split_endpoint
from svclint.claims.catalogue import Catalogue, build
from svclint.claims.catalogue import folder as catalogue_folder
from svclint.claims.embedded import OPENERS
from svclint.claims.extract import extract
from svclint.config import Config, load
from svclint.datafiles import load_all
from svclint.documents.decode import decode
from svclint.documents.hcl import HclError, parse_tfvars
from svclint.documents.jinja import without_statements
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.read import read
from svclint.documents.rewrite import RewriteError, Rewriter
from svclint.documents.scan import Scanner
from svclint.errors import UsageError
from svclint.findings.cel import CelError, Engine
from svclint.findings.suppress import comments_of
from svclint.gathering import gather
from svclint.importing.address_table import statement_of
from svclint.importing.ansible_ini import read_ini
from svclint.importing.emit import written
from svclint.importing.importer import imported
from svclint.model import Reading, Span
from svclint.pipeline import Knowledge, check
from svclint.pipeline import load as knowledge_of
from svclint.reading import RunOptions
from svclint.reports import FORMATS, DisplayOptions, render
from svclint.reports.escape import unforgeable, visible

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no report contains: controls, line separators, writing directions, lone surrogates."""
COMMAND = re.compile(r"^\s*::(?!(?:error|warning|notice) (?:file|title)=)", re.MULTILINE)
RUNNER = re.compile(r"^\s*::[a-z-]+(?: [^:]*)?::", re.MULTILINE | re.IGNORECASE)
"""A command of the runner in a message."""
BETWEEN = b"\n=====\n"
"""Between the files of a repository in one input."""
FILES = (
    "manifest.yaml", "svclint-inventory.yaml", "flux.yaml", "apps/kustomization.yaml", "apps/patch.yaml",
    ".svclint.yaml", "chart/Chart.yaml", "chart/values.yaml", "chart/templates/a.yaml", "inventory/hosts.ini",
    "k3s.yaml", "a.tfvars",
)  # fmt: skip


@cache
def knowledge() -> Knowledge:
    return knowledge_of()


@cache
def catalogue() -> Catalogue:
    """The catalogue without entries whose documents are read only on conditions: other documents, or chosen words."""
    projects = load_all(catalogue_folder(), "catalogue", ours=True)
    return build(
        [
            {**one, "entries": [entry for entry in one["entries"] if not {"needed-by", "words"} & {*entry}]}
            for one in projects
        ]
    )


@cache
def scanner() -> Scanner:
    return catalogue().scanner()


def fuzz_reader(data: bytes) -> None:
    """Any file is read: as documents, or as a flaw at a place in the file."""
    source = read("a.yaml", data, None)
    assert source.reading in Reading
    decoded = decode(data)
    if decoded.reason:
        assert source.reading is Reading.UNREADABLE
        return
    lines = len(re.split("\r\n|\r|\n", decoded.data.decode())) + 1
    for flaw in source.flaws:
        assert _is_in(flaw.location.span, lines), flaw
    for document in source.documents:
        for node in _nodes(document.node):
            assert _is_in(node.span, lines), (node.span, lines)


def fuzz_scan(data: bytes) -> None:
    """What the scan passes over has no claim."""
    if len(data) > 20_000:
        return
    read_closely = read("a.yaml", data, scanner())
    if read_closely.reading is not Reading.NO_ADDRESSES:
        return
    for document in read("a.yaml", data, None).documents:
        claimed = list(extract(document, "", catalogue()))
        assert not claimed, claimed


def fuzz_blocks(data: bytes) -> None:
    """A text that the standard library reads as an address or a network is the same block here, and survives."""
    text = data.decode(errors="replace")
    split_endpoint(text)
    parsed = parse_block(text)
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        network = None
    if isinstance(parsed, NotAnAddress):
        assert network is None or "%" in text, text
        return
    block = parsed.block
    assert block.first <= block.last
    if network is not None and "%" not in text:
        mapped = getattr(network.network_address, "ipv4_mapped", None)
        if mapped is None:
            assert (block.first, block.last) == (int(network[0]), int(network[-1])), text
    again = parse_block(format_block(block))
    assert not isinstance(again, NotAnAddress)
    assert (again.block.family, again.block.first, again.block.last) == (block.family, block.first, block.last)


def fuzz_inventory(data: bytes) -> None:
    """An inventory is read, or refused with an error of the operator."""
    from svclint.claims.inventory.native import load_inventories

    root = folder()
    (root / "svclint-inventory.yaml").write_bytes(data)
    try:
        load_inventories([root / "svclint-inventory.yaml"], root)
    except UsageError as error:
        _is_printable(str(error))


def fuzz_config(data: bytes) -> None:
    """A configuration is read, or refused with an error of the operator."""
    root = folder()
    (root / ".svclint.yaml").write_bytes(data)
    for explicit in (None, root / ".svclint.yaml"):
        try:
            load(root, explicit)
        except UsageError as error:
            _is_printable(str(error))


def fuzz_suppressions(data: bytes) -> None:
    """Comments that suppress are found in any text."""
    text = data.decode(errors="replace")
    for ignore in comments_of("a.yaml", text):
        assert ignore.location.span.line >= 1


def fuzz_embedded(data: bytes) -> None:
    """A text in another language is a tree or nothing."""
    text = data[1:].decode(errors="replace")
    name = sorted(OPENERS)[data[0] % len(OPENERS)] if data else "yaml"
    lines = tuple(Span(number, 1, number, len(line) + 1) for number, line in enumerate(text.split("\n"), 1))
    # Only a quoted text can have other line breaks, and its lines are not known.
    block = not re.search("[\r\x85\u2028\u2029]", text)
    style, places = ("|", lines) if block else ('"', ())
    scalar = ScalarNode(text, text, Span(1, 1, len(lines), max(1, len(text))), style, places)
    tree = OPENERS[name](scalar)
    for node in _nodes(tree):
        assert node.span.line >= 1


def fuzz_edits(data: bytes) -> None:
    """A change of a file is made as it is meant, or refused."""
    first, _, rest = data.partition(b"\n")
    text = rest.decode(errors="replace")
    change = (_set, _insert, _remove)[len(data) % 3]
    for pointer in ("/" + first.decode(errors="replace").lstrip("/"), ""):
        try:
            change(text, pointer)
        except RewriteError as error:
            _is_printable(str(error))


def _set(text: str, pointer: str) -> str:
    rewriter = Rewriter(text)
    rewriter.set_value(pointer, ["10.0.0.1", {"b": "yes"}])
    return rewriter.text()


def _insert(text: str, pointer: str) -> str:
    rewriter = Rewriter(text)
    rewriter.insert_key(pointer, "new", "10.0.0.1: #x")
    return rewriter.text()


def _remove(text: str, pointer: str) -> str:
    rewriter = Rewriter(text)
    rewriter.remove(pointer)
    return rewriter.text()


def fuzz_rules(data: bytes) -> None:
    """A condition is a predicate over any values, or refused."""
    types = {"claim.role": "string", "claim.size": "int", "claim.binds": "bool", "cluster.roles": "list"}
    try:
        predicate = Engine(types).compile(data.decode(errors="replace"))
        predicate.test({"claim.role": "node", "claim.size": 1, "claim.binds": True, "cluster.roles": ["a", "b"]})
    except CelError as error:
        _is_printable(str(error))


def fuzz_redaction(data: bytes) -> None:
    """A canary between a login's signs is in no message and in no source line, and lines keep their columns."""
    text = data.decode(errors="replace")
    line = text.split("\n")[0]
    assert len(redact.source_line(line)) == len(line)
    host = re.sub(r"[^a-z0-9.]", "", line)[:40] or "h"
    with_login = f"{line}\nhttps://canary:canary@{host}:6443/canary?canary=canary#canary {line}"
    *_, own = redact.source_line(with_login.split("\n")[1]).split("https://", 1)
    assert "canary" not in own.split(" ")[0]
    assert "canary" not in redact.endpoint(f"https://canary:canary@{host}:6443/canary?canary#canary")


def fuzz_escapes(data: bytes) -> None:
    """No text gives a terminal or a runner anything but text."""
    text = data.decode(errors="surrogateescape")
    _is_printable(text)


def fuzz_import(data: bytes) -> None:
    """Files that set up clusters become an inventory that can be read, or notes."""
    root = _files(data)
    try:
        written(imported([str(root)], root))
    except UsageError as error:
        _is_printable(str(error))
    text = data.decode(errors="replace")
    read_ini(text)
    statement_of("a.csv", text)
    without_statements(data)
    with suppress(HclError):
        parse_tfvars(text)


def fuzz_gitops(data: bytes) -> None:
    """What deploys what is followed to its end, and only files of the repository are deployed."""
    root = _files(data)
    try:
        gathered = gather([str(root)], RunOptions(root, Config(), ()), knowledge().catalogue)
    except UsageError as error:
        _is_printable(str(error))
        return
    assert {*gathered.plan.objects} <= {source.path for source in gathered.sources}
    deployments = {deployment.title for deployment in gathered.plan.deployments}
    for deployed in gathered.plan.objects.values():
        titles = {each.deployment.title for each in deployed if each.deployment}
        assert titles <= deployments, titles - deployments


def fuzz_repository(data: bytes) -> None:
    """A repository is checked to its end, and no report can be forged."""
    root = _files(data)
    inventory = root / "svclint-inventory.yaml"
    try:
        config = load(root)
    except UsageError:
        config = Config()
    options = RunOptions(root, config, (inventory,) if inventory.exists() else ())
    try:
        checked = check([str(root)], options, knowledge())
    except UsageError as error:
        _is_printable(str(error))
        return
    form = FORMATS[len(data) % len(FORMATS)]
    report = render(form, checked.result, checked.rules, DisplayOptions(base=str(root)))
    assert not UNSEEN.search(report), form
    assert not COMMAND.search(report), form


def _is_printable(text: str) -> None:
    shown = unforgeable(visible(text))
    assert not UNSEEN.search(shown), ascii(shown)
    assert "##[" not in shown
    assert not RUNNER.search(shown)


def _is_in(span: Span, lines: int) -> bool:
    return 1 <= span.line <= span.end_line <= lines and span.column >= 1


def _nodes(node: Node | None) -> list[Node]:
    todo, nodes = [node], []
    while todo:
        node = todo.pop()
        if node is None:
            continue
        nodes.append(node)
        if isinstance(node, MapNode):
            todo += [part for entry in node.entries for part in entry]
        elif isinstance(node, ListNode):
            todo += node.items
    return nodes


@cache
def folder() -> Path:
    """A folder of this process, in memory if possible."""
    place = "/dev/shm" if os.path.isdir("/dev/shm") else None
    root = Path(tempfile.mkdtemp(prefix="svclint-fuzz-", dir=place)).resolve()
    (root / ".git").mkdir()
    return root


def _files(data: bytes) -> Path:
    """Write the parts of an input as the files of a repository."""
    root = folder()
    for path in root.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, part in zip(FILES, data.split(BETWEEN), strict=False):
        if part:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(part)
    return root


TARGETS: dict[str, Callable[[bytes], None]] = {
    name.removeprefix("fuzz_"): target for name, target in list(globals().items()) if name.startswith("fuzz_")
}
