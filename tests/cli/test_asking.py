"""`svclint explain` and `svclint free` with questions about a repository, as they are called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from svclint import schema
from tests.support.cli_samples import RULE, Run

INVENTORY = """\
version: 1
clusters:
- name: prod
  lan: office
  kubeconfigServers: ["https://lb.example.internal:6443"]
  loadBalancers:
  - {name: api, vips: [192.168.11.250], ports: [6443], serves: control-plane}
  hosts: {lb.example.internal: [192.168.11.250]}
  nodes: [{name: n1, addresses: [192.168.11.2, "fd00:11::2"], roles: [control-plane]}]
  nodeCIDRs: [192.168.11.0/24, "fd00:11::/64"]
  reserved: [{name: router, kind: gateway, addresses: [192.168.11.1]}]
  addressPools: [{name: lan-pool, controller: metallb, addresses: [192.168.11.200-192.168.11.203]}]
  manifests: [prod/, bad.yaml, good.yaml]
  proxy: {mode: ipvs}
- name: dev
  lan: office
  manifests: [dev/]
- name: far
  manifests: [far/]
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: NAME, namespace: shop}
spec:
  type: LoadBalancer
  loadBalancerIP: ADDRESS
  ports:
  - {port: 8443, nodePort: 32443}
"""


@pytest.fixture
def folder(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository with three clusters, two of them on one segment."""
    monkeypatch.setenv("COLUMNS", "100")
    (repository / "svclint-inventory.yaml").write_text(INVENTORY)
    for name, address in (("prod", "192.168.11.201"), ("dev", "192.168.11.201"), ("far", "192.168.11.201")):
        (repository / name).mkdir()
        (repository / f"{name}/web.yaml").write_text(SERVICE.replace("NAME", name).replace("ADDRESS", address))
    return repository


def data(svclint: Run, *words: str) -> dict[str, Any]:
    ran = svclint("explain", *words, "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    answer = json.loads(ran.out)
    described = schema.load("answer")
    jsonschema.validate(answer, described)
    known = described["$defs"]["section"]["properties"]["about"]["examples"]
    assert {section["about"] for part in answer.get("parts", ()) for section in part["sections"]} <= set(known)
    return answer


def texts(part: dict[str, Any], about: str) -> list[str]:
    return [entry["text"] for section in part["sections"] if section["about"] == about for entry in section["entries"]]


def test_an_address_has_its_owner_its_takers_its_ways_and_what_proxies_do(folder: Path, svclint: Run) -> None:
    (part,) = data(svclint, "192.168.11.250")["parts"]
    assert part["clusters"] == ["prod"]
    assert part["summary"] == "192.168.11.250 is the VIP of load balancer api, and Service shop/web takes it too."
    assert texts(part, "owners") == ["the VIP of load balancer api, port 6443/TCP"]
    assert texts(part, "takers") == ["externalIPs of Service shop/web, port 80/TCP"]
    assert texts(part, "ways") == [
        "kubeconfig server https://lb.example.internal:6443 → lb.example.internal → 192.168.11.250"
    ]
    assert texts(part, "areas") == ["the node network, 192.168.11.0/24"]
    proxies = texts(part, "proxies")
    assert proxies[0].startswith("kube-proxy in ipvs mode (as in this cluster): binds it on every node")
    assert any(
        text.startswith("kube-proxy in iptables or nftables mode, Calico and OVN-Kubernetes: ") for text in proxies
    )
    assert [text.partition(":")[0] for text in texts(part, "findings")] == [f"error[{RULE}]"]


def test_clusters_of_one_segment_have_one_answer_and_others_their_own(folder: Path, svclint: Run) -> None:
    parts = data(svclint, "192.168.11.201")["parts"]
    assert [part["clusters"] for part in parts] == [["prod", "dev"], ["far"]]
    assert parts[0]["summary"] == "Service shop/dev and Service shop/prod take 192.168.11.201."
    assert texts(parts[0], "free") == ["pool lan-pool (metallb), 192.168.11.200/30: 192.168.11.202, 192.168.11.203"]
    (far,) = data(svclint, "192.168.11.201", "--cluster", "far")["parts"]
    assert far["clusters"] == ["far"]


def test_an_address_of_ipv6_and_a_range(folder: Path, svclint: Run) -> None:
    (part,) = data(svclint, "FD00:11:0::2")["parts"]
    assert part["summary"] == "fd00:11::2 is node n1."
    (part, _) = data(svclint, "192.168.11.0/24")["parts"]
    assert part["summary"].startswith("192.168.11.0/24 is the node network. It contains 3 addresses of machines")
    assert "`svclint free 192.168.11.0/24`" in svclint("explain", "192.168.11.0/24").out


def test_an_unknown_address_is_answered(folder: Path, svclint: Run) -> None:
    (part,) = data(svclint, "203.0.113.9")["parts"]
    assert part["summary"] == "No file that svclint read claims 203.0.113.9 or a network that contains it."
    assert texts(part, "kind") == ["special-purpose: documentation"]
    (part,) = data(svclint, "192.168.11.77")["parts"]
    assert (part["summary"], texts(part, "proxies")) == ("Nobody takes 192.168.11.77.", [])


def test_a_request_without_effect_takes_nothing(folder: Path, svclint: Run) -> None:
    path = folder / "far/web.yaml"
    path.write_text(path.read_text().replace("LoadBalancer", "ClusterIP").replace(", nodePort: 32443", ""))
    (part,) = data(svclint, "192.168.11.201", "--cluster", "far")["parts"]
    assert part["summary"] == "Service shop/far states 192.168.11.201, but without effect: nobody takes it."


def test_an_address_of_a_pool_may_be_assigned(folder: Path, svclint: Run) -> None:
    (part,) = data(svclint, "192.168.11.203")["parts"]
    assert part["summary"].startswith("Nobody requests 192.168.11.203, but it is in pool lan-pool (metallb), ")


def test_a_port(folder: Path, svclint: Run) -> None:
    parts = data(svclint, "8443/TCP")["parts"]
    assert [part["clusters"] for part in parts] == [["prod"], ["dev"], ["far"]]
    assert texts(parts[0], "services") == ["Service shop/prod: 8443 leads to port 8443 of the Pods, node port 32443"]
    (part, *_) = data(svclint, "32443")["parts"]
    assert part["summary"] == "Service shop/prod takes port 32443 on nodes."
    assert texts(part, "range")[0].startswith("30000-32767, the default of Kubernetes")
    (part,) = data(svclint, "10250/TCP")["parts"]
    assert part["summary"] == "No file that svclint read uses port 10250/TCP."
    assert texts(part, "daemons") == ["kubelet (10250/TCP), on the nodes that run it"]


def test_a_name(folder: Path, svclint: Run) -> None:
    (part,) = data(svclint, "lb.example.internal")["parts"]
    assert part["summary"] == "lb.example.internal resolves to 192.168.11.250."
    assert texts(part, "ways") == ["kubeconfig server https://lb.example.internal:6443 → lb.example.internal"]
    (part,) = data(svclint, "prod.shop.svc.cluster.local")["parts"]
    assert part["summary"] == "prod.shop.svc.cluster.local is a name of Service shop/prod."
    (part,) = data(svclint, "nowhere.example.com")["parts"]
    assert part["summary"].startswith("No file that svclint read names nowhere.example.com.")


@pytest.mark.parametrize("name", ["Service/prod", "svc/shop/prod", "shop/prod", "services/prod", "Service shop/prod"])
def test_an_object(folder: Path, svclint: Run, name: str) -> None:
    (part,) = data(svclint, name)["parts"]
    assert part["summary"] == "Service shop/prod claims 192.168.11.201."
    assert texts(part, "others") == ["loadBalancerIP of Service shop/dev, 192.168.11.201, port 8443/TCP"]


def test_a_finding(folder: Path, svclint: Run) -> None:
    findings = json.loads(svclint("--format", "json").out)["findings"]
    finding = next(finding for finding in findings if finding["rule"] == RULE)
    answer = data(svclint, finding["fingerprint"][:10])
    assert [part["summary"] for part in answer["parts"]] == [finding["message"]]
    assert texts(answer["parts"][0], "ways") == [step["text"] for step in finding["trail"]]
    assert answer["hints"] == [f"`svclint explain {RULE}` explains the rule, and how to fix it."]


def test_a_rule_as_json(folder: Path, svclint: Run) -> None:
    answer = data(svclint, RULE)
    assert (answer["kind"], answer["rule"]["severity"]) == ("rule", "error")


def line(svclint: Run, question: str, *words: str) -> dict[str, Any]:
    (part,) = data(svclint, question, *words)["parts"]
    return part


def test_a_line_with_a_finding_and_one_without(folder: Path, svclint: Run) -> None:
    part = line(svclint, "bad.yaml:7")
    assert part["summary"] == "1 finding is reported on this line."
    part = line(svclint, "good.yaml:7")
    assert part["summary"].endswith(" there, and nothing that it knows collides with it.")
    (entry,) = next(section for section in part["sections"] if section["about"] == "claims")["entries"]
    assert entry["notes"] == ["nothing else in its cluster claims it", "in rules, its role is external-ip"]
    assert "kubernetesVersion: the Kubernetes version is unknown" in texts(part, "facts")


def test_a_line_without_an_address(folder: Path, svclint: Run) -> None:
    assert line(svclint, "good.yaml:3")["summary"] == (
        "Nothing is reported, because svclint reads no address, port or name on this line of the object. It reads "
        "values on line 5 and 7."
    )


def test_a_suppressed_line(folder: Path, svclint: Run) -> None:
    path = folder / "bad.yaml"
    path.write_text(path.read_text().rstrip() + f" # svclint: ignore[{RULE}] agreed\n")
    part = line(svclint, "bad.yaml:7")
    assert part["summary"] == "Nothing is reported, because the findings on this line are suppressed or known."
    assert texts(part, "ignores") == [f"{RULE}: agreed"]


def test_a_line_of_a_file_that_is_not_read(folder: Path, svclint: Run) -> None:
    (folder / ".svclint.yaml").write_text("exclude: [good.yaml]\n")
    (folder / "empty.yaml").write_text("a: b\n")
    (folder / "notes.md").write_text("192.168.11.250\n")
    (folder / "ytt.yaml").write_text("#@ load('x')\n#@ if a:\na: 192.168.11.250\n#@ end\n")
    assert "excludes it" in line(svclint, "good.yaml:7")["summary"]
    assert "claims no address, port or name" in line(svclint, "empty.yaml:1")["summary"]
    assert "not among the files" in line(svclint, "notes.md:1")["summary"]
    assert "It is a template" in line(svclint, "ytt.yaml:3")["summary"]
    assert "not among the files" in line(svclint, "bad.yaml:7", "prod")["summary"]


def test_a_line_of_an_object_that_is_not_deployed(folder: Path, svclint: Run) -> None:
    (folder / "prod/kustomization.yaml").write_text("resources: [other.yaml]\n")
    (folder / "prod/other.yaml").write_text(SERVICE.replace("NAME", "other").replace("ADDRESS", "192.168.11.202"))
    (folder / "prod/examples").mkdir()
    (folder / "prod/web.yaml").rename(folder / "prod/examples/web.yaml")
    part = line(svclint, "prod/examples/web.yaml:6")
    assert part["summary"].startswith(
        "Nothing is reported, because the object is not deployed: prod/examples/ is treated"
    )


def test_a_line_with_an_unknown_value_and_one_that_is_left_out(folder: Path, svclint: Run) -> None:
    (folder / "prod/web.yaml").write_text(SERVICE.replace("NAME", "a").replace("ADDRESS", '"${VIP}"'))
    part = line(svclint, "prod/web.yaml:6")
    assert part["summary"] == "Nothing is reported, because the value is unknown."
    (folder / "prod/kubeadm.yaml").write_text(
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"
        "controlPlaneEndpoint: 10.1.2.3:6443 # change me\n"
    )
    part = line(svclint, "prod/kubeadm.yaml:3")
    assert part["summary"] == "Nothing is reported, because svclint leaves out the value on this line."
    (entry,) = next(section for section in part["sections"] if section["about"] == "left-out")["entries"]
    assert entry["notes"] == ["a comment on the line calls it a placeholder"]


def test_a_line_of_one_of_two_alternatives(repository: Path, svclint: Run) -> None:
    for size, address in (("small", "192.168.11.201"), ("large", "192.168.11.202")):
        text = SERVICE.replace("NAME", "web").replace("ADDRESS", address)
        (repository / f"web-{size}.yaml").write_text(text)
    (repository / "svclint-inventory.yaml").unlink()

    stdout = " ".join(svclint("explain", "web-small.yaml:6").out.split())

    assert "Alternatives, with which it is not compared" in stdout
    assert "web-large.yaml: each defines Service web differently" in stdout
    assert "applied by people or a tool: no deployer and no kustomization includes it" in stdout


def test_an_address_with_leading_zeros_is_what_kubernetes_reads(repository: Path, svclint: Run) -> None:
    (repository / "zeros.yaml").write_text(SERVICE.replace("NAME", "zeros").replace("ADDRESS", "192.168.11.063"))

    stdout = svclint("explain", "zeros.yaml:6").out

    assert "192.168.11.63" in stdout
    assert "192.168.11.51" not in stdout


def test_a_line_of_a_file_whose_cluster_is_unknown(folder: Path, svclint: Run) -> None:
    (folder / "other.yaml").write_text(SERVICE.replace("NAME", "other").replace("ADDRESS", "192.168.11.202"))
    assert line(svclint, "other.yaml:6")["summary"].startswith(
        "Nothing is reported, because no cluster of the inventory includes the file: its cluster is unknown"
    )


def test_rules_that_are_off_are_listed(folder: Path, svclint: Run) -> None:
    part = line(svclint, "bad.yaml:7", "--ignore", RULE)
    assert f"off: {RULE}, by the configuration or the command line" in texts(part, "rules")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["Service/nope"], "unknown object: Service/nope; "),
        (["0123456789abcdef"], "no finding has the fingerprint 0123456789abcdef"),
        (["nope.yaml:3"], "no such file: nope.yaml"),
        (["good.yaml:99"], "good.yaml has only 7 lines"),
        (["10.0.0.256"], "10.0.0.256 is not an address, a CIDR or a range: 256 is greater than 255"),
        (["--as", "port", "web"], "web is not a port, such as 443, 53/UDP or 30000-30100"),
        (["192.168.11.250", "nowhere"], "no such file or folder: nowhere"),
        (["192.168.11.250", "--cluster", "nope"], "the inventory has no cluster named 'nope'; clusters: "),
        (["zzz\x1b[2J"], "unknown rule: zzz\\x1b[2J; "),
        (["../../../../../../etc/hosts:1"], "no such file"),
        ([""], "the question is empty"),
    ],
)
def test_mistakes(folder: Path, svclint: Run, words: list[str], message: str) -> None:
    ran = svclint("explain", *words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"svclint: error: {message}")


def test_free_addresses_of_a_pool(folder: Path, svclint: Run) -> None:
    ran = svclint("free", "lan-pool", "--count", "2")
    assert ran.status == 0
    assert ran.out.startswith(
        "Pool lan-pool of cluster prod (192.168.11.200/30): 3 of 4 addresses free, 1 taken\n\n"
        "Next free addresses\n  192.168.11.200\n  192.168.11.202\n"
    )
    assert "  192.168.11.201  loadBalancerIP of Service shop/dev\n" in ran.out


def test_free_addresses_as_json(folder: Path, svclint: Run) -> None:
    ran = svclint("free", "192.168.11.0/24", "--count", "1", "--format", "json")
    answer = json.loads(ran.out)
    jsonschema.validate(answer, schema.load("free"))
    (room,) = answer["pools"]
    assert (room["free"], room["pool"], room["leftOut"]) == (["192.168.11.3"], None, 0)
    assert room["taken"][1]["range"] == "192.168.11.1"
    assert room["taken"][1]["by"][0]["role"] == "reserved"
    assert (room["size"], room["freeCount"]) == (256, 247)


def test_no_free_address_is_status_1(folder: Path, svclint: Run) -> None:
    ran = svclint("free", "192.168.11.250")
    assert ran.status == 1
    assert "Next free addresses\n  none\n" in ran.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["lan-pol"], "unknown pool: lan-pol; did you mean lan-pool?"),
        (["zzz"], "unknown pool: zzz; pools: lan-pool"),
        (["lan-pool", "--cluster", "far"], "unknown pool: lan-pool; no file states the ranges of a pool: pass a CIDR"),
        (["10.0.0.0/33"], "10.0.0.0/33 is not a CIDR or a range: the prefix length"),
        (["lan-pool", "--count", "0"], "Invalid value for '--count'"),
    ],
)
def test_mistakes_about_pools(folder: Path, svclint: Run, words: list[str], message: str) -> None:
    ran = svclint("free", *words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"svclint: error: {message}")


HOSTILE = "x\\n::error::\\e[2J\\u202e##[error]"


@pytest.mark.parametrize(
    "question", ["192.168.11.201", "8443", "Service/web", "prod/web.yaml:6", "192.168.11.0/24", "a.example.com"]
)
@pytest.mark.parametrize("command", ["explain", "free"])
def test_hostile_names_are_inert(folder: Path, svclint: Run, command: str, question: str) -> None:
    (folder / "prod/web.yaml").write_text(
        SERVICE.replace("name: NAME", f'name: "{HOSTILE}"').replace("ADDRESS", "192.168.11.201")
        + "---\napiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n"
        + f'metadata: {{name: "{HOSTILE}"}}\nspec: {{addresses: [192.168.11.200-192.168.11.240]}}\n'
    )
    for form in ("text", "json"):
        ran = svclint(command, question, "--format", form, "--color", "never")
        shown = ran.out + ran.err
        assert not {"\x1b", "\u202e"} & set(shown)
        assert "\n::error" not in shown
        assert "##[error]" not in shown


@pytest.mark.parametrize(
    "question", ["192.168.11.250", "192.168.11.0/24", "8443", "shop/prod", "lb.example.internal", "bad.yaml:7"]
)
def test_answers_fit_the_terminal(folder: Path, svclint: Run, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    monkeypatch.setattr("svclint.cli.output.output_width", lambda: 60)
    lines = svclint("explain", question).out.splitlines()
    assert [text for text in lines if len(text) > 60 and len(text.split()) > 2] == []


def test_answers_have_colours_on_request(folder: Path, svclint: Run) -> None:
    assert "\x1b[1mcluster prod\x1b[0m" in svclint("explain", "192.168.11.250", "--color", "always").out
    assert "\x1b[1mPool lan-pool" in svclint("free", "lan-pool", "--color", "always").out
