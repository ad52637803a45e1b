"""svclint, a linter for Kubernetes manifests: `lint` is its Python API, `svclint` its command."""

from __future__ import annotations

from svclint.about import VERSION
from svclint.light_typing import TYPE_CHECKING

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
    """Import a public name on first use, because most runs need none. Raises AttributeError for other names."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "svclint.model")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
