"""Paths → whether the file may be an Ansible inventory."""

from __future__ import annotations

# An inventory may have no extension.
_NAMES = ("hosts", "inventory")
INI_ENDINGS = (".ini", *_NAMES)
"""The endings of the names of inventories in INI format; other files have such names too (`is_ini`)."""
_YAML = (".yaml", ".yml")


def is_ini(path: str) -> bool:
    """Whether the file may be an inventory in INI format."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(".ini") or name in _NAMES


def is_host_list(path: str) -> bool:
    """Whether the file may be an inventory, by its name and folder."""
    folder, _, name = path.lower().rpartition("/")
    listing = name.startswith(_NAMES) or folder.endswith(("inventory", "inventories"))
    return is_ini(path) or (listing and name.endswith(_YAML))
