"""The linter that knows whose address it is: `lint` is the whole of it for Python; `svclint` is the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svclint.about import VERSION

if TYPE_CHECKING:
    from svclint.api import lint as lint
    from svclint.errors import UsageError as UsageError
    from svclint.model import Finding as Finding
    from svclint.model import Location as Location
    from svclint.model import Result as Result
    from svclint.model import Severity as Severity

__version__ = VERSION
__all__ = ["Finding", "Location", "Result", "Severity", "UsageError", "__version__", "lint"]

_HOMES = {"lint": "svclint.api", "UsageError": "svclint.errors"}


def __getattr__(name: str) -> object:
    """The public names, imported when they are first used: most runs need none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "svclint.model")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
