"""A list of Ansible's tasks or plays → the Kubernetes objects that its tasks create."""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, Node, text_at

# The module k8s under the names of its collections, and the names of its option `resource_definition`:
# https://github.com/ansible-collections/kubernetes.core/blob/5.3.0/plugins/modules/k8s.py
_MODULES = frozenset({"k8s", "kubernetes.core.k8s", "community.kubernetes.k8s", "redhat.openshift.k8s"})
_DEFINITIONS = ("resource_definition", "definition", "inline")
_CREATING = ("", "present")
# The keys of plays and blocks that contain tasks.
_TASKS = frozenset({"tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always"})


def created_objects(tasks: ListNode) -> list[MapNode]:
    """The objects that the tasks define in place, in their order; those of files and texts are not among them.

    Tasks and blocks with a condition are left out, because they may be alternatives. Of the objects that tasks only
    change, namespaces count: the labels of a namespace do not depend on what else it has.
    """
    objects: list[MapNode] = []
    todo: list[Node] = [*reversed(tasks.items)]
    while todo:
        task = todo.pop()
        if not isinstance(task, MapNode) or task.get("when") is not None:
            continue
        for key, value in task.entries:
            if key.text in _TASKS and isinstance(value, ListNode):
                todo += reversed(value.items)
            elif key.text in _MODULES and text_at(value, "state") in _CREATING:
                objects += _defined(value)
            elif key.text in _MODULES and text_at(value, "state") == "patched":
                objects += (item for item in _defined(value) if text_at(item, "kind") == "Namespace")
    return objects


def _defined(module: Node) -> list[MapNode]:
    values = [module.get(name) for name in _DEFINITIONS] if isinstance(module, MapNode) else []
    items = [item for value in values for item in (value.items if isinstance(value, ListNode) else (value,))]
    return [item for item in items if isinstance(item, MapNode) and text_at(item, "kind")]
