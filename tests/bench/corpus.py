"""(b) The corpus of real repositories: reading it, and the whole check, against PyYAML's C loader on the same files."""

from __future__ import annotations

import gc
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from tests.bench.processes import table

ROUNDS = 3
HERE = Path.home() / ".cache/svclint-corpus"
ARCHIVE = Path(__file__).resolve().parents[3] / "shared/corpus/repos.tar.xz"


def report() -> None:
    """Print seconds, files and the ratio."""
    folder = _folder()
    if folder is None:
        print(f"(b) corpus: left out, neither {HERE / 'repos'} nor {ARCHIVE} is there")
        return
    from svclint.documents.discover import discover

    names = discover(["."] if Path.cwd() == folder else [str(folder)], root=folder).files
    files = [folder / name for name in names]
    reading: list[float] = []
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        reading.append(_seconds(lambda: _read(folder)))
        ours.append(_seconds(lambda: _check(folder)))
        theirs.append(_seconds(lambda: _load(files)))
    size = sum(file.stat().st_size for file in files)
    rows = [("CSafeLoader.load_all", theirs), ("svclint, reading", reading), ("svclint, the whole check", ours)]
    targets = {"svclint, reading": "3"}
    memory = _memory(folder)
    table(
        [
            (
                f"(b) corpus, CPU, best of {ROUNDS}: {len(files):,} files, {size / 1e6:.1f} MB",
                "seconds", "times faster", "at least",
            ),
            *(
                (name, f"{min(one):.2f}", f"{min(theirs) / min(one):.1f}", targets.get(name, ""))
                for name, one in rows
            ),
        ]
    )  # fmt: skip
    print(f"  the whole check in one process: at most {memory} MiB\n")


def _memory(folder: Path) -> int:
    """MiB that one check of it all takes at most, in a process of its own."""
    code = (
        "import resource, sys; from svclint import lint; lint(sys.argv[1], root=sys.argv[1], use_config=False);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    return int(done.stdout)


def _folder() -> Path | None:
    if not (HERE / "repos").is_dir() and ARCHIVE.is_file():
        HERE.mkdir(parents=True, exist_ok=True)
        with tarfile.open(ARCHIVE) as archive:
            # Python 3.11.0 to 3.11.3 have no filters, and no argument for one.
            archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            archive.extractall(HERE)
    return HERE / "repos" if (HERE / "repos").is_dir() else None


def _seconds(work: Callable[[], None]) -> float:
    """Processor time: what else the machine does counts for neither side."""
    gc.collect()
    start = time.process_time() + _children()
    work()
    return time.process_time() + _children() - start


def _children() -> float:
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _read(folder: Path) -> None:
    """Find the files, and compose the documents that may hold an address: what stands against loading them all.

    Neither side keeps what it has read.
    """
    from svclint.claims.catalogue import load_catalogue
    from svclint.documents.discover import discover
    from svclint.documents.gc_paused import gc_paused
    from svclint.documents.read import read_path

    scanner = load_catalogue().scanner()
    with gc_paused():  # as a check does it, once for all files
        files = discover([str(folder)], root=folder).files
        assert sum(len(read_path(folder, name, scanner).documents) for name in files)


def _check(folder: Path) -> None:
    from svclint import lint

    lint(folder, root=folder, use_config=False)


def _load(files: list[Path]) -> None:
    """Each file as far as the loader gets: what it does not take for YAML costs it less."""
    for file in files:
        try:
            for _ in yaml.load_all(file.read_bytes(), yaml.CSafeLoader):
                pass
        except (yaml.YAMLError, ValueError):
            continue
