"""Where in a template a value stands, or the field that it is made in."""

from __future__ import annotations

from svclint.deployment.render.template_lines import Template, mentioned
from svclint.model import Span

TEXT = """\
kind: Service
spec:
  loadBalancerIP: {{ .Values.service.ip | quote }}
  externalIPs:
  - 10.0.0.1
  - name: "10.0.0.2"
    {{- toYaml .Values.more | nindent 4 }}
"""


def test_what_the_template_says_itself() -> None:
    template = Template("t.yaml", TEXT)
    assert Span(5, 5, 5, 13) == template.literal("", "10.0.0.1")
    assert Span(6, 12, 6, 20) == template.literal("name", "10.0.0.2")
    assert template.literal("other", "10.0.0.2") is None
    assert template.literal("loadBalancerIP", "{{ .Values.service.ip | quote }}") is None


def test_the_field_that_an_action_makes() -> None:
    template = Template("t.yaml", TEXT)
    assert Span(3, 19, 3, 51) == template.field("loadBalancerIP")
    assert Span(4, 3, 4, 14) == template.field("externalIPs")
    assert template.field("missing") is None


def test_what_stands_for_the_object() -> None:
    assert Span(1, 7, 1, 14) == Template("t.yaml", TEXT).start("Service")
    assert Span(1, 1, 1, 2) == Template("t.yaml", TEXT).start("Pod")


def test_the_values_that_are_mentioned() -> None:
    other = Template("_x.tpl", "{{ with $.Values.deep.a }}{{ end }}")
    assert {("service", "ip"), ("more",), ("deep", "a")} == mentioned((Template("t.yaml", TEXT), other))


def test_a_line_as_a_whole() -> None:
    assert (5, 3) == Template("t.yaml", TEXT).line("- 10.0.0.1")
    assert Template("t.yaml", TEXT).line("- 10.0.0.9") is None
