"""In a separate process: fuzz one target with atheris. The arguments are the target, then those of libFuzzer."""

from __future__ import annotations

import hashlib
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

FAULTS = Path(__file__).resolve().parents[2] / ".fuzz/faults"


def main() -> None:
    """Instrument all of svclint, then fuzz; modules that are imported later would not be."""
    import atheris

    target = sys.argv.pop(1)
    with atheris.instrument_imports(include=["svclint"]):
        import svclint

        for module in pkgutil.walk_packages(svclint.__path__, "svclint."):
            if not module.name.endswith(("__main__", "_worker")):
                import_module(module.name)
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS

    def run(data: bytes) -> None:
        try:
            TARGETS[target](data)
        except BaseException:
            FAULTS.mkdir(parents=True, exist_ok=True)
            (FAULTS / f"{target}-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise

    run(next(seeds(target), b""))  # what is made once counts for no input
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
