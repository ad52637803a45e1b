"""The inputs that a target begins with: the examples of rules and catalogue, and texts of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from svclint.claims.catalogue import folder as catalogue_folder
from svclint.claims.embedded import OPENERS
from svclint.datafiles import load_all
from svclint.examples import parse
from svclint.findings.rulebook import load_rules
from tests.fuzz.targets import BETWEEN, FILES

BLOCKS = (
    "10.0.0.1", "10.0.0.0/8", "10.0.0.1-10.0.0.9", "fd00::1", "fe80::1%eth0", "::ffff:10.0.0.1/120", "[fd00::1]:80",
    "https://a:b@10.0.0.1:6443/c?d#e", "010.0.0.1", "1.2.3.4/255.255.255.0", "::/0", "10.0.0.1:80", "::1.2.3.4",
)  # fmt: skip
TEXTS = {
    "blocks": BLOCKS,
    "redaction": (*BLOCKS, "password: 'a b'", "- {token: x, url: u:p@h}", "image: a:1@sha256:0"),
    "escapes": ("a\n::error::b", "##[error]", "\x1b[31m", "\u202e", "[a](b)<script>"),
    "suppressions": (
        "a: 1 # svclint: ignore[a, b] why", "# svclint: ignore-file[a] b", "# svclint: ignore-next-line[x]",
    ),
    "config": (
        "rules: {a: off}\nselect: [b]\nexclude: ['*.x']\nrender: {timeout: 3}\n", "failOn: never\nbaseline: b.yaml\n",
    ),
    "rules": (
        "claim.role == 'node'", "cluster.roles.exists(r, r == 'a') && claim.size > 1",
        "!claim.binds || claim.size / 0 == 1",
    ),
}  # fmt: skip
LANGUAGES = {
    "corefile": ".:53 {\n  forward . 10.0.0.1\n  hosts { 10.0.0.1 a\n fallthrough }\n}", "nginx": "a { b 1; c { d; } }",
    "haproxy": "frontend a\n  bind 10.0.0.1:80\nbackend b\n  server c 10.0.0.2:80", "flags": "--a=b --c 'd e'",
    "ini": "[a]\nb = 1\n", "keepalived": "vrrp_instance a {\n virtual_ipaddress {\n 10.0.0.1/24 dev e\n }\n}",
    "tcp-service": "a/b:80:PROXY", "traefik-rule": "Host(`a`) && (PathPrefix(`/b`) || !ClientIP(`10.0.0.0/8`))",
    "yaml": "a: [1, {b: *c}]", "json": '{"a": [1]}', "cni": '{"cniVersion": "1", "a": 2}',
}  # fmt: skip


_FLUX = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: k, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substitute: {IP: 10.0.0.9}, substituteFrom: [{kind: ConfigMap, name: c}]}
"""
_SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {externalIPs: ['${IP}']}\n"
STRUCTURES = (
    {
        "flux.yaml": _FLUX,
        "apps/kustomization.yaml": "resources: [../manifest.yaml]\npatches: [{path: patch.yaml}]\n",
        "apps/patch.yaml": "kind: Service\nmetadata: {name: web}\nspec: {loadBalancerIP: 10.0.0.8}\n",
        "manifest.yaml": _SERVICE,
    },
    {
        "flux.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec:\n"
        "  generators: [{list: {elements: [{n: apps}]}}, {git: {directories: [{path: '*'}]}}]\n"
        "  template: {metadata: {name: '{{n}}'}, spec: {source: {path: '{{n}}'}, destination: {name: b}}}\n",
        "apps/kustomization.yaml": "namePrefix: a-\nresources: [.]\nreplacements: []\ncomponents: [../chart]\n",
        "manifest.yaml": _SERVICE,
    },
)
"""What deploys what, in small."""


def seeds(target: str) -> Iterator[bytes]:
    """Yield the inputs that a target begins with."""
    yield from (text.encode() for text in TEXTS.get(target, ()))
    if target == "embedded":
        names = sorted(OPENERS)
        for name, text in LANGUAGES.items():
            yield bytes((names.index(name),)) + text.encode()
    if target in ("reader", "scan", "suppressions", "edits"):
        head = b"/spec\n" if target == "edits" else b""
        yield from (head + text.encode() for text in _manifests())
    if target == "gitops":
        yield from (BETWEEN.join(files.get(name, "").encode() for name in FILES) for files in STRUCTURES)
    if target == "inventory":
        yield from (
            files["svclint-inventory.yaml"].encode() for files in _examples() if "svclint-inventory.yaml" in files
        )
    if target in ("repository", "import", "gitops"):
        for files in islice(_examples(), 0, None, 8):
            yield BETWEEN.join(files.get(name, "").encode() for name in FILES)
        for example in islice(_manifests(), 0, None, 8):
            yield BETWEEN.join(example.encode() if name == FILES[0] else b"" for name in FILES)


def _examples() -> Iterator[dict[str, str]]:
    """Yield the files of the examples of rules; files with other names take the place of others."""
    for rule in load_rules(examples=True):
        for raw in rule.examples:
            files = dict(parse(raw).files)
            others = [name for name in FILES if name not in files]
            yield {
                (name if name in FILES else others.pop(0)): text for name, text in sorted(files.items())[: len(FILES)]
            }


def _manifests() -> Iterator[str]:
    for project in load_all(catalogue_folder(), "catalogue", ours=True):
        for entry in project["entries"]:
            yield from (example["manifest"] for example in entry["examples"])
