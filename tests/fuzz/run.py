"""In a separate process: fuzz one target with atheris. The arguments are the target, then those of libFuzzer."""

from __future__ import annotations

import hashlib
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAULTS = ROOT / ".fuzz/faults"


# The code to be guided by, where it is not all of svclint: instrumenting takes time, and so does following it.
GUIDES = {
    "reader": ["svclint.documents"], "scan": ["svclint.documents", "svclint.claims.scan_terms"],
    "blocks": ["svclint.claims.blocks", "svclint.claims.addresses"], "edits": ["svclint.documents"],
    "inventory": ["svclint.claims.inventory", "svclint.schema", "svclint.schema_errors", "svclint.user_file"],
    "config": ["svclint.config", "svclint.user_file", "svclint.schema", "svclint.schema_errors"],
    "suppressions": ["svclint.findings.suppress"], "embedded": ["svclint.claims.embedded"],
    "rules": ["svclint.findings.cel", "svclint.findings.condition"], "redaction": ["svclint.redact"],
    "escapes": ["svclint.reports.escape"], "gitops": ["svclint.deployment", "svclint.gathering"],
    "import": ["svclint.importing", "svclint.documents"],
}  # fmt: skip


def main() -> None:
    """Instrument the code that guides the target, then fuzz."""
    import atheris

    target = sys.argv.pop(1)
    guides = GUIDES.get(target, ["svclint"])
    modules = [_name(path) for path in sorted((ROOT / "svclint").rglob("*.py"))]
    guiding = {name for name in modules if any(f"{name}.".startswith(f"{guide}.") for guide in guides)}
    with atheris.instrument_imports(include=["svclint"], exclude=[name for name in modules if name not in guiding]):
        for name in sorted(guiding):
            if not name.endswith(("__main__", "_worker")):
                import_module(name)
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


def _name(path: Path) -> str:
    """The name of a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


if __name__ == "__main__":
    main()
