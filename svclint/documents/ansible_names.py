"""Paths → whether the file may be an Ansible inventory, a template, or variables of Terraform."""

from __future__ import annotations

# An inventory may have no extension.
_NAMES = ("hosts", "inventory")
INI_ENDINGS = (".ini", *_NAMES)
"""The endings of the names of inventories in INI format; other files have such names too (`is_ini`)."""
_YAML = (".yaml", ".yml")
TEMPLATES = (".yaml.j2", ".yml.j2")
"""The endings of the names of Jinja templates of YAML files. Only setup files among them are read, because the same
manifest may be in the repository as rendered too; values with Jinja stay unresolved."""

OWN_TFVARS = ("terraform.tfvars", ".auto.tfvars")
"""The endings of the names of the variables files that Terraform reads without being asked."""


def is_ini(path: str) -> bool:
    """Whether the file may be an inventory in INI format."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(".ini") or name in _NAMES


def is_host_list(path: str) -> bool:
    """Whether the file may be an inventory, by its name and folder."""
    folder, _, name = path.lower().rpartition("/")
    listing = name.startswith(_NAMES) or folder.endswith(("inventory", "inventories"))
    return is_ini(path) or (listing and name.endswith(_YAML))
