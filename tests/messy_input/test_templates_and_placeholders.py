"""Kinds 1-5, 10, 33 and 36 of the dirt in real repositories: what is yet to be filled in is no address and no error."""

from __future__ import annotations

import pytest

from tests.support.messy_repositories import ASKS, TAKES, VIP, Repository, service

TEMPLATE = (
    "{{- if .Values.service.enabled }}\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n"
    f"spec:\n  externalIPs: [{VIP}]\n{{{{- end }}}}\n"
)


def test_a_chart_s_templates_are_counted_and_its_values_are_read(repository: Repository) -> None:
    for number in range(3):
        repository.write(f"chart/templates/{number}.yaml", TEMPLATE)
    repository.write("chart/values.yaml", f"service:\n  externalIPs:\n  - {VIP}\n")

    assert repository.findings() == [f"{TAKES} chart/values.yaml:3:5"]
    assert repository.files() == {"templates": 3, "read": 1}


@pytest.mark.parametrize("value", ['"{{ .Values.ip }}"', "'{{ ip }}'", '"{{ tpl .x . }}"'])
def test_a_load_balancer_key_with_a_template_is_unresolved(repository: Repository, value: str) -> None:
    repository.write("service.yaml", service("type: LoadBalancer", f"loadBalancerIP: {value}"))

    assert repository.findings() == []
    assert repository.unresolved() == {"Helm template": 1}


@pytest.mark.parametrize(
    "text",
    [
        service("type: LoadBalancer", "loadBalancerIP: {{ .Values.ip }}"),
        service("type: LoadBalancer", "loadBalancerIP: {{ip}}"),
        f"{{{{ name }}}}:\n  externalIPs: [{VIP}]\n",
        f"externalIPs: [{VIP}, {{{{ip}}}}]\n",
        f"{{% if metallb %}}\nloadBalancerIP: {VIP}\n{{% endif %}}\n",
        f"#jinja2: trim_blocks: True\nservice:\n{{% for one in all %}}\n  externalIPs: [{VIP}]\n{{% endfor %}}\n",
    ],
)
def test_braces_that_are_no_yaml_make_a_template(repository: Repository, text: str) -> None:
    repository.write("group_vars/all.yml", text)

    assert repository.findings() == []
    assert repository.files() == {"templates": 1}


@pytest.mark.parametrize("name", ["svc.yaml.j2", "svc.yml.jinja2", "svc.yaml.tpl", "svc.yaml.gotmpl"])
def test_a_template_s_own_extension_is_not_opened(repository: Repository, name: str) -> None:
    repository.write(name, service(f"externalIPs: [{VIP}]"))
    repository.write(f"other/{name}", f"externalIPs:\n#% for ip in ips %#\n- #{{ ip }}#\n- {VIP}\n#% endfor %#\n")

    assert repository.findings() == []
    assert repository.files() == {}


YTT = """\
#@ load("@ytt:data", "data")
#@overlay/match by=overlay.subset({"kind": "Service"})
---
spec:
  externalIPs:
  #@overlay/append
  - 192.168.11.250
"""


@pytest.mark.parametrize(
    "text", [YTT, service(f"externalIPs: [{VIP}]").replace("spec:", 'labels: #@ labels("web")\nspec:')]
)
def test_a_template_of_ytt_is_counted_and_not_read(repository: Repository, text: str) -> None:
    repository.write("service.yaml", text)

    assert repository.findings() == []
    assert repository.files() == {"templates": 1}


def test_a_comment_is_no_template_of_ytt(repository: Repository) -> None:
    repository.write("service.yaml", f"#@ ops\n# -- #@ see the wiki\n{service(f'externalIPs: [{VIP}]')}")

    assert repository.findings() == [f"{TAKES} service.yaml:8:17"]


def test_placeholders_are_neither_addresses_nor_names(repository: Repository) -> None:
    words = [
        "AUTOMATIC_REPLACE",
        "REPLACE_ME",
        "<YOUR_IP>",
        "192.168.1.x",
        "10.0.0.XXX",
        "A.B.C.D",
        "EXTERNAL_IP",
        "POOL_START-POOL_END",
    ]
    more = ["{IP}", "[IP]", "CHANGEME", "YOUR-IP-HERE", "your.ip.here", "TODO", "x.x.x.x", "PLACEHOLDER", "<ip>/32"]
    repository.write("service.yaml", service("externalIPs:", *(f"- '{word}'" for word in (*words, *more))))
    rules = "".join(f"  - {{host: '{word}'}}\n" for word in ("AUTOMATIC_REPLACE", "<HOST>", "REPLACE_ME.example.com"))
    head = "apiVersion: networking.k8s.io/v1\nkind: Ingress\n"
    for name in ("one", "two"):
        repository.write(f"{name}.yaml", f"{head}metadata: {{name: {name}}}\nspec:\n  rules:\n{rules}")

    assert repository.findings() == []
    assert repository.unresolved() == {"placeholder": len(words) + len(more) + 6}


@pytest.mark.parametrize("text", ["example", "10.0.0", "10.0.0.1.5", "10.0.0.300", "10.0.0.*"])
def test_a_mistake_is_no_placeholder(repository: Repository, text: str) -> None:
    repository.write("service.yaml", service(f"externalIPs: ['{text}']"))

    assert repository.findings() == ["invalid-address service.yaml:6:17"]


@pytest.mark.parametrize("name", ["replacement.example.com", "replace.example.com", "x.y.example.com", "a.b.c.de"])
def test_a_name_is_no_placeholder(repository: Repository, name: str) -> None:
    repository.write("service.yaml", service("type: ExternalName", f"externalName: {name}"))

    assert repository.unresolved() == {}
    assert repository.result().counts.claims == 3  # the name, its port, and that the Service has ports


def test_inventories_of_other_programs_are_no_manifests(repository: Repository) -> None:
    repository.write("ansible/hosts", "[masters]\n10.11.1.[34:36]\n")
    repository.write("ansible/hosts.ini", f"[masters]\n10.11.1.[34:36]\n[lb]\n{VIP}\n")
    hosts = f"all:\n  hosts:\n    10.11.1.[34:36]: {{}}\n    lb: {{ansible_host: {VIP}}}\n"
    repository.write("ansible/hosts.yaml", hosts)
    repository.write("terraform/main.tfvars", f'vip = "{VIP}"\n')

    assert repository.findings() == []
    assert repository.result().counts.claims == 0


def test_the_lines_behind_a_template_are_its_own(repository: Repository) -> None:
    repository.write("mixed.yaml", service("type: LoadBalancer", f"loadBalancerIP: {VIP}") + "---\n" + TEMPLATE)

    assert repository.findings() == [f"{ASKS} mixed.yaml:7:19"]
    assert repository.files() == {"templates": 1}
