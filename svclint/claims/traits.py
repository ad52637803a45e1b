"""Traits that the inventory and the extraction add to claims → their types; the catalogue defines further traits."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.model import VARIABLE_TRAITS

TRAITS: Mapping[str, str] = {
    # the spelling of the value
    "problems": "list",
    "alternative": "bool",
    # booleans that the file leaves to a variable
    VARIABLE_TRAITS: "list",
    # the control plane and load balancers
    "server": "string",
    "server_name": "string",
    "derived": "bool",
    "implied_by_node": "bool",
    "load_balancer": "string",
    "serves": "string",
    "owner_kind": "string",
    "owner_namespace": "string",
    "owner_name": "string",
    "holder": "string",
    "lb_enable": "bool",
    # what a list must contain (`requirement` in the catalogue)
    "must_hold": "list",
    "must_meet": "list",
    "parser": "string",
    "otherwise": "string",
    "entries": "list",
    "unreadable": "bool",
    # nodes
    "node": "string",
    "node_roles": "list",
    "ports_stated": "bool",
    # names, pools, neighbours
    "scope": "string",
    "pool_name": "string",
    "controller": "string",
    "auto_assign": "bool",
    "pool_disabled": "bool",
    "reserved_kind": "string",
}
