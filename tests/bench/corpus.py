"""(b) The corpus of real repositories: a whole check against PyYAML's C loader on the same files, in one process."""

from __future__ import annotations

import gc
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from processes import table

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
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: _check(folder)))
        theirs.append(_seconds(lambda: _load(files)))
    size = sum(file.stat().st_size for file in files)
    ratio = min(theirs) / min(ours)
    table(
        [
            (f"(b) corpus, best of {ROUNDS}: {len(files):,} files, {size / 1e6:.1f} MB", "seconds", "at least"),
            ("CSafeLoader.load_all", f"{min(theirs):.2f}", ""),
            ("svclint, the whole check", f"{min(ours):.2f}", ""),
            ("times faster", f"{ratio:.1f}", "3"),
        ]
    )


def _folder() -> Path | None:
    if not (HERE / "repos").is_dir() and ARCHIVE.is_file():
        HERE.mkdir(parents=True, exist_ok=True)
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(HERE, filter="data")
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
