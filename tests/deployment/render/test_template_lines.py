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
    assert template.literal("", "10.0.0.1") == Span(5, 5, 5, 13)
    assert template.literal("name", "10.0.0.2") == Span(6, 12, 6, 20)
    assert template.literal("other", "10.0.0.2") is None
    assert template.literal("loadBalancerIP", "{{ .Values.service.ip | quote }}") is None


def test_the_field_that_an_action_makes() -> None:
    template = Template("t.yaml", TEXT)
    assert template.field("loadBalancerIP") == Span(3, 19, 3, 51)
    assert template.field("externalIPs") == Span(4, 3, 4, 14)
    assert template.field("missing") is None


def test_a_rendered_object_is_located_at_its_kind_in_the_template() -> None:
    assert Template("t.yaml", TEXT).start("Service") == Span(1, 7, 1, 14)
    assert Template("t.yaml", TEXT).start("Pod") == Span(1, 1, 1, 2)


def test_the_values_that_are_mentioned() -> None:
    other = Template("_x.tpl", "{{ with $.Values.deep.a }}{{ end }}")
    assert mentioned((Template("t.yaml", TEXT), other)) == {("service", "ip"), ("more",), ("deep", "a")}


def test_a_line_as_a_whole() -> None:
    assert Template("t.yaml", TEXT).line("- 10.0.0.1") == (5, 3)
    assert Template("t.yaml", TEXT).line("- 10.0.0.9") is None
