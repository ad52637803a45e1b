"""In a separate process: fuzz one target with atheris. The arguments are the target, then those of libFuzzer."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module


def main() -> None:
    """Instrument all of svclint, then fuzz; modules that are imported later would not be."""
    import atheris

    target = sys.argv.pop(1)
    with atheris.instrument_imports(include=["svclint"]):
        import svclint

        for module in pkgutil.walk_packages(svclint.__path__, "svclint."):
            if not module.name.endswith(("__main__", "_worker")):
                import_module(module.name)
    from tests.fuzz.targets import TARGETS

    atheris.Setup(sys.argv, TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
