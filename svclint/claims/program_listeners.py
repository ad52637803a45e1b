"""A row of the table of programs → the catalogue fields of its listener: by default, and where a setting moves it.

The paths start at a Pod's spec.
"""

from __future__ import annotations

from collections.abc import Iterator

from svclint.datafiles import Plain

ROLE = "host-listener"


def listener_fields(row: Plain) -> Iterator[Plain]:
    """The fields of one listener, as the catalogue states fields.

    The listener has its `port` unless one of the row's flags or variables is set; then it has the port of that value.
    Without `port`, there is a listener only where a setting states it.
    """
    flags, variables = _listed(row.get("flag", [])), _listed(row.get("env", []))
    settings = [f"(arguments)/{flag}" for flag in flags] + [f"env/[name={variable}]/value" for variable in variables]
    for image in _listed(row["image"]):
        container = f"/containers/[image@{image}]"
        if "port" in row:
            moved = [{"path": f"../{path}", "values": [], "absent": True} for path in settings]
            conditions = [*moved, *_listed(row.get("if", []))]
            yield {**_shared(row), "path": f"{container}/image", "syntax": "any", "if": conditions}
        for path in settings:
            yield {**_shared(row), "path": f"{container}/{path}", "syntax": "bind", "split": "comma"}


def _shared(row: Plain) -> Plain:
    address: Plain = row.get("address", "")
    if "address-flag" in row:
        flag = row["address-flag"]
        address = {"path": [f"../(arguments)/{flag}", f"../{flag}"], "default": address}
    return {
        "role": ROLE,
        "label": row["label"],
        "ports": {"constant": [row["port"]] if "port" in row else [], "protocol": row.get("protocol", "TCP")},
        "traits": {"program": row["program"], "host_ip": address},
    }


def _listed(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else [value]
