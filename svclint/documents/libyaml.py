"""libyaml through PyYAML: its parser and the types of its events, if possible without the rest of PyYAML.

`import yaml` also imports a reader, resolver and constructor in Python that svclint does not use; they take a tenth of
a short run. A process that belongs to svclint therefore calls `load_binding` before it reads YAML. Everywhere else, for
example in a program that calls `svclint.lint`, PyYAML is imported as usual.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.light_typing import Any

# The binding needs only one class of each of these modules: what it raises, or would raise if it wrote YAML.
_ERRORS = {
    "yaml.reader": "ReaderError",
    "yaml.scanner": "ScannerError",
    "yaml.parser": "ParserError",
    "yaml.composer": "ComposerError",
    "yaml.constructor": "ConstructorError",
    "yaml.emitter": "EmitterError",
    "yaml.serializer": "SerializerError",
    "yaml.representer": "RepresenterError",
}
_MARKED = ("yaml.scanner", "yaml.parser", "yaml.composer", "yaml.constructor")


def load_binding() -> None:
    """Import PyYAML's binding of libyaml and the modules that it needs, unless PyYAML is already imported.

    Does nothing if PyYAML has no binding. The package `yaml` loads the rest when somebody uses more of it.
    """
    spec = None if "yaml" in sys.modules else PathFinder.find_spec("yaml")
    if spec is None or spec.submodule_search_locations is None:
        return
    sys.modules["yaml"] = package = _Package(spec)
    try:
        package.load_binding()
    except (ImportError, AttributeError):  # no binding, or one of another structure: the usual import follows
        for name in [name for name in sys.modules if name.partition(".")[0] == "yaml"]:
            del sys.modules[name]


class _Package(ModuleType):
    """The package `yaml` before its own code has run, which an unknown attribute starts."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__("yaml")
        self.__spec__, self.__path__ = spec, spec.submodule_search_locations or []
        self.__file__, self.__loader__ = spec.origin, spec.loader

    def load_binding(self) -> None:
        for name in ("yaml.error", "yaml.tokens", "yaml.events", "yaml.nodes"):
            names = vars(import_module(name))
            vars(self).update({name: names[name] for name in names if not name.startswith("__")})
        for name, class_name in _ERRORS.items():
            stand_in = ModuleType(name)
            base = self.MarkedYAMLError if name in _MARKED else self.YAMLError
            setattr(stand_in, class_name, type(class_name, (base,), {"__module__": name}))
            setattr(self, name.rpartition(".")[2], stand_in)
            sys.modules[name] = stand_in
        try:
            import_module("yaml._yaml")
        finally:
            for name in _ERRORS:
                del sys.modules[name]
                delattr(self, name.rpartition(".")[2])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system asks for these
            raise AttributeError(name)
        package: Any = self
        package.__class__ = ModuleType
        package.__loader__.exec_module(package)
        return getattr(package, name)


def module(name: str) -> ModuleType:
    """A module of PyYAML such as `yaml.events`, without importing the rest if `load_binding` has loaded it."""
    return sys.modules.get(name) or import_module(name)


def c_parser() -> Callable[[str], Any] | None:
    """The class of the parser in C; None if PyYAML was built without libyaml."""
    try:
        parser: Callable[[str], Any] = module("yaml._yaml").CParser
    except ImportError:
        return None
    return parser
