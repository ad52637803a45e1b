"""Booleans, versions and port ranges, as whoever reads the field takes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint import lint
from svclint.claims.catalogue import load_catalogue
from svclint.claims.extract import extract
from svclint.claims.typed_values import boolean, minor_version, port_range
from svclint.documents.node import MapNode
from svclint.documents.read import read
from svclint.documents.yaml import parse
from svclint.model import Claim, Port


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("30000-32767", 30000, 32767),
        ("30000+2767", 30000, 32767),
        ("1024 65535", 1024, 65535),
        ("1024\t65535", 1024, 65535),
        (" 32768 - 60999 ", 32768, 60999),
        ("8080", 8080, 8080),
        ("0-0", 0, 0),
    ],
)
def test_ranges_hold_ports_of_both_transports(text: str, first: int, last: int) -> None:
    expected = (Port("TCP", first, last), Port("UDP", first, last))
    assert port_range(text) == expected


@pytest.mark.parametrize("text", ["", "32767-30000", "30000-99999", "60000+6000", "a-b", "1-2-3", "-5", "123456"])
def test_what_is_no_range_holds_none(text: str) -> None:
    expected: tuple[Port, ...] = ()
    assert port_range(text) == expected


# As written in YAML, and what a Kubernetes field, a flag and a template's output make of it. The first column is
# the table of go.yaml.in/yaml/v2 (resolve.go), through which sigs.k8s.io/yaml goes; the second is strconv.ParseBool.
@pytest.mark.parametrize(
    ("written", "field", "flag", "rendered"),
    [
        ("true", True, True, True),
        ("True", True, True, True),
        ("TRUE", True, True, True),
        ("yes", True, True, True),
        ("YES", True, True, True),
        ("on", True, True, True),
        ("y", True, True, True),
        ("false", False, False, False),
        ("no", False, False, False),
        ("Off", False, False, False),
        ("n", False, False, False),
        ("!!bool 'true'", True, True, True),
        ("'true'", None, True, True),
        ('"True"', None, True, True),
        ("'false'", None, False, False),
        ("'yes'", None, None, True),
        ("'on'", None, None, True),
        ("'off'", None, None, False),
        ("'t'", None, True, None),
        ("'F'", None, False, None),
        ("'1'", None, True, None),
        ("1", None, True, None),
        ("0", None, False, None),
        ("tRue", None, None, None),
        ("oN", None, None, None),
        ("enabled", None, None, None),
        ("~", None, None, None),
        ("''", None, None, None),
        ("!vault true", None, None, None),
        ("[true]", None, None, None),
        ("{true: true}", None, None, None),
    ],
)
def test_a_boolean_is_what_its_reader_makes_of_it(
    written: str, field: bool | None, flag: bool | None, rendered: bool | None
) -> None:
    (document,) = parse(f"value: {written}\n")
    assert isinstance(document.node, MapNode)
    node = document.node.get("value")
    assert tuple(boolean(node, syntax) for syntax in ("bool", "flag", "rendered")) == (field, flag, rendered)


def test_where_there_is_nothing_there_is_no_boolean() -> None:
    assert boolean(None, "bool") is None


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1.33", 33), ("v1.33.4", 33), (" v1.9+ ", 9), ("1.30.2-eks-1", 30), ("2.1", None), ("latest", None), ("1", None)],
)
def test_a_version_is_its_minor(text: str, minor: int | None) -> None:
    assert minor_version(text) == minor


CONFIGURATION = """\
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: ipvs
ipvs:
  strictARP: {}
"""
CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: kube-proxy, namespace: kube-system}}
data:
  config.conf: |
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: ipvs
    ipvs:
      strictARP: {}
"""
FLAGS = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: kube-proxy, namespace: kube-system}}
spec: {{template: {{spec: {{containers: [{{name: kube-proxy, command: [kube-proxy, --proxy-mode=ipvs, {}]}}]}}}}}}
"""


@pytest.mark.parametrize(
    ("template", "value", "strict"),
    [
        *((template, value, True) for template in (CONFIGURATION, CONFIG_MAP) for value in ("true", "yes", "on", "y")),
        *((template, value, False) for template in (CONFIGURATION, CONFIG_MAP) for value in ("false", "no", "off")),
        *((template, value, None) for template in (CONFIGURATION, CONFIG_MAP) for value in ("'true'", "'no'", "", "1")),
        *((FLAGS, f"--ipvs-strict-arp{value}", True) for value in ("", "=true", "=1", "=T", "=True")),
        *((FLAGS, f"--ipvs-strict-arp{value}", False) for value in ("=false", "=0", "=F")),
        *((FLAGS, f"--ipvs-strict-arp{value}", None) for value in ("=yes", "=on", "=tRue")),
    ],
)
def test_strict_arp_is_what_kube_proxy_reads(tmp_path: Path, template: str, value: str, strict: bool | None) -> None:
    (tmp_path / "kube-proxy.yaml").write_text(template.format(value))
    (cluster,) = lint(tmp_path, root=tmp_path).clusters
    assert strict is cluster.strict_arp


@pytest.mark.parametrize("word", ["true", "yes", "on", "True"])
def test_every_word_for_yes_agrees_with_an_inventory_that_says_yes(tmp_path: Path, word: str) -> None:
    inventory = "version: 1\nclusters: [{{name: a, proxy: {{mode: ipvs, strictARP: {}}}}}]\n"
    (tmp_path / "svclint-inventory.yaml").write_text(inventory.format(word))
    (tmp_path / "kube-proxy.yaml").write_text(CONFIGURATION.format("yes"))
    result = lint(tmp_path, root=tmp_path)
    assert [one.rule for one in result.findings] == []
    assert [one.strict_arp for one in result.clusters] == [True]
    (tmp_path / "kube-proxy.yaml").write_text(CONFIGURATION.format("off"))
    assert [one.rule for one in lint(tmp_path, root=tmp_path).findings] == ["manifest-contradicts-inventory"]


@pytest.mark.parametrize("word", ["true", "yes", "On"])
def test_conditions_and_traits_know_every_word_for_yes(word: str) -> None:
    text = f"""\
apiVersion: cilium.io/v2alpha1
kind: CiliumNetworkPolicy
metadata: {{name: a}}
spec:
  endpointSelector: {{}}
  enableDefaultDeny: {{egress: {word}}}
  egress: [{{toCIDR: [192.0.2.0/24]}}]
"""
    catalogue = load_catalogue()
    (document,) = read("a.yaml", text.replace("v2alpha1", "v2").encode(), catalogue.scanner()).documents
    claims = [found for found in extract(document, "", catalogue) if isinstance(found, Claim)]
    denies = {claim.traits.get("default_deny") for claim in claims} - {None}
    assert denies == {"true"}
