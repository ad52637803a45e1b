"""Files and folders → the sources of an import: documents, Ansible hosts, and notes about skipped files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from svclint.deployment.deployed import structured
from svclint.deployment.readme import is_collection
from svclint.deployment.sample_paths import is_copy
from svclint.documents.ansible_names import INI_ENDINGS, TEMPLATES
from svclint.documents.decode import decode
from svclint.documents.discover import EXTENSIONS, discover
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.read import Document, SourceFile, read_path
from svclint.documents.scan import Scanner
from svclint.errors import UsageError
from svclint.importing import address_table, terraform
from svclint.importing.host_files import hosts_in
from svclint.importing.hosts import Hosts
from svclint.importing.imported import Note
from svclint.importing.setup_tools import Rank, family_of, setup_only
from svclint.importing.statements import Statement
from svclint.lazy_dataclasses import dataclass
from svclint.model import Reading

# Folders that do not describe clusters in use; they are skipped unless an argument names them.
_SKIPPED = frozenset(
    {".archive", "archive", "archives", "archived", ".github", "sample", "samples", "example", "examples", "testdata",
     "tests", "node_modules", "vendor", ".venv", "molecule"}
)  # fmt: skip
_SAMPLE_FOLDERS = ("-sample", "-samples", "-example", "-examples")
_SKIPPED_NAMES = (".sample", ".example", "_sample", "_example", "-sample", "-example", ".template")
# `kk create config` writes the configuration of a cluster to this file, which people then edit.
_KUBEKEY = "config-sample.yaml"
_MOST_FOLDERS = 3
_COLLECTION = (
    "nothing was imported: by the title of its README, the repository is a course or a collection of examples, which "
    "describe no cluster; to import a folder, name it"
)
# Files of one statement each; a CSV file counts only if an argument names it.
_STATEMENTS = (terraform.ENDING, address_table.ENDING)


@dataclass(frozen=True, slots=True)
class ImportSources:
    """The documents of all files in the order of their paths, the hosts of Ansible inventories, and notes.

    `variables` are the statements of Terraform's variables files and of tables of addresses. `files` are the paths of
    all files that were considered.
    """

    documents: tuple[Document, ...]
    hosts: tuple[Hosts, ...]
    variables: tuple[Statement, ...]
    notes: tuple[Note, ...]
    files: tuple[str, ...] = ()


def gathered(paths: Sequence[str], root: Path, scanner: Scanner) -> ImportSources:
    """The sources in the files and folders of `paths`. Raises UsageError for a path that does not exist."""
    discovered = discover(paths, root=root, endings=(*EXTENSIONS, *INI_ENDINGS, *TEMPLATES, terraform.ENDING))
    if discovered.missing:
        raise UsageError("no such file or folder: " + ", ".join(discovered.missing))
    starts = [_relative(path, root) for path in paths]
    if set(starts) == {"."} and is_collection(root):
        return ImportSources((), (), (), (Note(_COLLECTION),), discovered.files)
    taken: list[str] = []
    skipped: list[str] = []
    for path in discovered.files:
        (skipped if _is_skipped(path, starts) else taken).append(path)
    sources: list[SourceFile] = []
    notes: list[Note] = []
    variables: list[Statement] = []
    for path in taken:
        if path.endswith(_STATEMENTS):
            variables.extend(_variables(root, path))
            continue
        if path.lower().endswith((*EXTENSIONS, *TEMPLATES)) or path in starts:
            source = read_path(root, path, scanner)
            if path.endswith(TEMPLATES):
                source = setup_only(source)
            sources.append(source)
            if source.reading == Reading.UNREADABLE and source.reason:
                notes.append(Note(f"cannot read {path}: {source.reason}"))
    hosts, dropped = hosts_in(root, taken)
    notes += [Note(text) for text in dropped]
    return ImportSources(
        tuple(_documents(sources, root, starts)),
        hosts,
        tuple(variables),
        (*notes, *_skipped_note(skipped)),
        tuple(taken),
    )


def texts_of(root: Path, files: Iterable[str]) -> dict[str, str]:
    """The texts of the files that can be read."""
    texts: dict[str, str] = {}
    for path in files:
        try:
            decoded = decode(load(root, path))
        except LoadError:
            continue
        if not decoded.reason:
            texts[path] = decoded.data.decode()
    return texts


def _documents(sources: Sequence[SourceFile], root: Path, starts: Sequence[str]) -> Iterator[Document]:
    """Setup files as written; manifests as deployed, with variables substituted and without undeployed objects."""
    if not any(structured(source) for source in sources):
        yield from (document for source in sources for document in source.documents)
        return
    from svclint.deployment.gitops.checked_files import CheckedFiles
    from svclint.deployment.gitops.plan import plan

    for source in sources:
        yield from (document for document in source.documents if family_of(document)[1] != Rank.MANIFEST)
    for objects in plan(CheckedFiles(root, sources), starts).objects.values():
        for deployed in objects:
            if not deployed.status.latent and family_of(deployed.document)[1] == Rank.MANIFEST:
                yield deployed.document


def _variables(root: Path, path: str) -> Iterator[Statement]:
    module = terraform if path.endswith(terraform.ENDING) else address_table
    for text in texts_of(root, [path]).values():
        if statement := module.statement_of(path, text):
            yield statement


def _relative(path: str, root: Path) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")


def _is_skipped(path: str, starts: Iterable[str]) -> bool:
    """Whether a path is a sample, an archive or a test relative to every argument that contains it."""
    return all(_skipped_below(path, start) for start in starts if _inside(path, start))


def _inside(path: str, start: str) -> bool:
    return start in (".", path) or path.startswith(start + "/")


def _skipped_below(path: str, start: str) -> bool:
    if path == start:
        return False
    parts = (path if start == "." else path.removeprefix(start + "/")).lower().split("/")
    stem = parts[-1].rpartition(".")[0]
    is_sample = stem.endswith(_SKIPPED_NAMES) and parts[-1] != _KUBEKEY
    in_samples = not _SKIPPED.isdisjoint(parts[:-1]) or any(folder.endswith(_SAMPLE_FOLDERS) for folder in parts[:-1])
    return in_samples or is_sample or is_copy(parts[-1])


def _skipped_note(skipped: Sequence[str]) -> Iterator[Note]:
    skipped = [path for path in skipped if not path.startswith(".github/")]
    folders = Counter(path.rpartition("/")[0] or "." for path in skipped)
    if folders:
        listed = ", ".join(sorted(folders)[:_MOST_FOLDERS]) + (", …" if len(folders) > _MOST_FOLDERS else "")
        files = "1 file" if len(skipped) == 1 else f"{len(skipped)} files"
        yield Note(f"skipped {files} of samples, archives and tests ({listed}); to import a folder, name it")
