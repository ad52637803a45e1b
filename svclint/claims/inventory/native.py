"""Inventory files in svclint's format → Clusters, their Claims, and Flaws of the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from svclint.claims.blocks import NotAnAddress, parse_block
from svclint.claims.inventory.collect import Collector, EntryMeaning
from svclint.claims.inventory.entries import collect
from svclint.claims.inventory.manifest_globs import manifests_by_cluster
from svclint.claims.inventory.merge import ClusterText, merge
from svclint.claims.inventory.resolve import resolve
from svclint.claims.typed_values import minor_version, port_range
from svclint.config import is_default
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Block, Claim, Cluster, Flaw, Location
from svclint.user_file import read_settings


@dataclass(frozen=True, slots=True)
class Inventory:
    """The content of the inventory files. `sources` maps the path of each file, as locations name it, to its text."""

    clusters: tuple[Cluster, ...] = ()
    claims: tuple[Claim, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


def load_inventories(paths: Sequence[Path], root: Path) -> Inventory:
    """The merged content of the files; later files add clusters and fields that earlier ones lack.

    `root` is the root of the repository; locations are relative to it. Raises UsageError for a file that cannot be read
    or does not match the schema. Other mistakes are flaws.
    """
    files = [(path.absolute(), read_settings(path.absolute(), root, "inventory")) for path in paths]
    texts, flaws = merge(files)
    clusters: list[Cluster] = []
    claims: list[Claim] = []
    patterns = manifests_by_cluster(texts, root)
    for text in texts:
        into = Collector(text.name)
        collect(text, into)
        resolve(text, into, root)
        clusters.append(_cluster(text, into, patterns[text.name]))
        claims.extend(into.claims)
        flaws.extend(into.flaws)
    sources = {settings.file: settings.text for _, settings in files}
    return Inventory(tuple(clusters), tuple(claims), tuple(sorted(flaws, key=lambda flaw: flaw.order)), sources)


def _cluster(text: ClusterText, into: Collector, manifests: tuple[str, ...]) -> Cluster:
    """The settings of the cluster. Settings that manifests may state too are also added as claims."""
    stated: dict[str, Location] = {"name": text.location}

    def setting(key: str, fact: str, role: str = "", title: str = "", *, typed: bool | int | None = None) -> str:
        value = text.fields.get(key)
        if value is None:
            return ""
        kind, _, last = key.partition("/")
        stated[fact] = value.location(into.owner(kind, last))
        if role:
            into.setting(value, kind, last, EntryMeaning(role, title, value=typed))
        return value.text().strip()

    mode = setting("proxy/mode", "proxy_mode", "proxy-mode", "the proxy mode")
    strict_arp = text.boolean("proxy/strictARP")
    setting("proxy/strictARP", "strict_arp", "strict-arp", "strictARP", typed=strict_arp)
    stated_version = text.fields.get("kubernetesVersion")
    version = minor_version(stated_version.text()) if stated_version else None
    setting("kubernetesVersion", "version", "kubernetes-version", "the Kubernetes version", typed=version)
    setting("manifests", "manifests")
    setting("loadBalancerControllers", "controllers")
    setting("externalCIDRs", "external_cidrs")
    setting("proxy/excludeCIDRs", "exclude_cidrs")
    return Cluster(
        name=text.name,
        manifests=manifests,
        covers_rest="manifests" not in text.fields and not all(map(is_default, text.files)),
        lan=setting("lan", "lan"),
        version=version,
        proxy_mode=mode,
        strict_arp=strict_arp,
        exclude_cidrs=_excluded(text, into),
        node_port_range=_node_ports(text, into, stated),
        controllers=_controllers(text, into) if "loadBalancerControllers" in text.fields else None,
        external_cidrs=_external(text) if "externalCIDRs" in text.fields else None,
        in_inventory=True,
        stated=stated,
    )


def _excluded(text: ClusterText, into: Collector) -> tuple[Block, ...]:
    meaning = EntryMeaning("proxy-excluded", "an entry of excludeCIDRs")
    return tuple(
        block
        for item in text.items("proxy/excludeCIDRs")
        for block in into.address(item, into.owner("proxy", item.text()), meaning)[:1]
    )


def _external(text: ClusterText) -> tuple[Block, ...]:
    results = (parse_block(item.text()) for item in text.items("externalCIDRs"))
    return tuple(parsed.block for parsed in results if not isinstance(parsed, NotAnAddress))


def _node_ports(text: ClusterText, into: Collector, stated: dict[str, Location]) -> tuple[int, int] | None:
    value = text.fields.get("nodePortRange")
    if value is None:
        return None
    ports = port_range(value.text())
    if not ports or ports[0].first < 1:
        message = "'nodePortRange' must be FIRST-LAST, with ports from 1 to 65535 and FIRST not above LAST"
        raise UsageError(message, value.file, value.node.span.line, value.node.span.column)
    meaning = EntryMeaning("node-port-range", "the NodePort range", ports)
    stated["node_port_range"] = into.setting(value, "nodePortRange", "", meaning)
    return ports[0].first, ports[0].last


def _controllers(text: ClusterText, into: Collector) -> tuple[str, ...]:
    for item in text.items("loadBalancerControllers"):
        name = item.text()
        meaning = EntryMeaning("lb-controller", f"load-balancer controller {name}", (), {"controller": name})
        into.setting(item, "loadBalancerControllers", name, meaning)
    return tuple(dict.fromkeys(item.text() for item in text.items("loadBalancerControllers")))
