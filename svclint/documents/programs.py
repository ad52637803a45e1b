"""The name of a program → its path, without folders of PATH that a checked repository could fill."""

from __future__ import annotations

import os
import sys


def on_path(name: str, path: str | None = None, *, outside: str = "") -> str:
    """The absolute path of the program in the folders of `path` (default: PATH), or '' if there is none.

    Relative and empty entries are skipped, because they may mean a checked folder; and so is everything inside
    the folder `outside`, if it is given.
    """
    endings = os.environ.get("PATHEXT", ".EXE").split(os.pathsep) if sys.platform == "win32" else [""]
    above = os.path.join(os.path.realpath(outside), "") if outside else ""
    folders = os.environ.get("PATH", os.defpath) if path is None else path
    for folder in folders.split(os.pathsep):
        if not os.path.isabs(folder) or (above and os.path.join(os.path.realpath(folder), "").startswith(above)):
            continue
        for file in (os.path.join(folder, name + ending) for ending in endings):
            if os.path.isfile(file) and os.access(file, os.X_OK):
                return file
    return ""
