"""Objects that Ansible's tasks define are read as manifests; what may not be created is not."""

from __future__ import annotations

import pytest

from svclint.documents.read import read
from svclint.documents.scan import Scanner

SCANNER = Scanner([(frozenset({"Service"}), frozenset({"externalIPs"}))])
TASK = """\
- name: Publish
  {module}:
    state: {state}
    {field}:
      apiVersion: v1
      kind: Service
      metadata: {{name: {name}, namespace: web}}
      spec:
        externalIPs: [192.0.2.9]
"""


def task(name: str, module: str = "kubernetes.core.k8s", state: str = "present", field: str = "definition") -> str:
    return TASK.format(name=name, module=module, state=state, field=field)


def names(text: str) -> list[str]:
    return [document.name for document in read("roles/web/tasks/main.yml", text.encode(), SCANNER).documents]


@pytest.mark.parametrize("module", ["k8s", "kubernetes.core.k8s", "community.kubernetes.k8s"])
def test_an_object_in_a_task(module: str) -> None:
    (document,) = read("tasks.yml", task("web", module).encode(), SCANNER).documents

    assert (document.kind, document.namespace, document.name, document.index) == ("Service", "web", "web", 0)
    assert document.node.span.line == 5


def test_tasks_of_plays_and_blocks_in_their_order() -> None:
    block = "- block:\n" + "".join(f"  {line}\n" for line in task("inner").splitlines())
    play = f"- hosts: all\n  tasks:\n{''.join(f'  {line}{chr(10)}' for line in (task('first') + block).splitlines())}"
    several = task("x", field="resource_definition").replace("      apiVersion", "    - apiVersion", 1)

    assert names(play) == ["first", "inner"]
    assert names(several) == ["x"]


@pytest.mark.parametrize(
    "text",
    [
        task("web", state="absent"),
        task("web") + "  when: metallb_enabled\n",
        "- when: bgp\n  block:\n" + "".join(f"  {line}\n" for line in task("web").splitlines()),
        task("web", module="kubernetes.core.k8s_info"),
        "- name: a list of objects in a file of values\n  externalIPs: [192.0.2.9]\n  k8s: {kind: Service}\n",
    ],
)
def test_what_may_not_be_created_is_not_read(text: str) -> None:
    assert names(text) == []
