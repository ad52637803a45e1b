"""The steps of a release that need no account: `python scripts/release.py check|build|sbom|notes|series`.

`.github/workflows/release.yml` runs them, `make release-check` the first two, and docs/releasing.md explains them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from svclint.about import VERSION  # noqa: E402 - this checkout's, not an installed one's

_RELEASE = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_SECTION = re.compile(
    r"^## \[(?P<name>[^\]]+)\](?: - (?P<date>\S+))?\n(?P<text>.*?)(?=^## \[|\Z)", re.MULTILINE | re.DOTALL
)
_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)


def problems(version: str, changelog: str, tag: str) -> Iterator[str]:
    """Yield why the version cannot be released; `tag` is empty before there is one."""
    if not _RELEASE.fullmatch(version):
        yield f"svclint/about.py: the version {version} is not of the form 1.2.3"
    if tag and tag != f"v{version}":
        yield f"svclint/about.py: the version {version} is not that of the tag {tag}"
    first = _SECTION.search(changelog)
    if first is None or first["name"] != version:
        yield f"CHANGELOG.md: the first section is not [{version}]: rename [Unreleased]"
    elif not re.fullmatch(r"\d{4}-\d\d-\d\d", first["date"] or ""):
        yield f"CHANGELOG.md: the section [{version}] has no date: write `## [{version}] - YYYY-MM-DD`"
    elif not first["text"].strip():
        yield f"CHANGELOG.md: the section [{version}] is empty"


def notes(version: str, changelog: str) -> str:
    """The section of the changelog about a version, without its heading. Raises KeyError if there is none."""
    sections = {section["name"]: section["text"].strip() + "\n" for section in _SECTION.finditer(changelog)}
    return sections[version]


def series(version: str) -> str:
    """The tag that moves with each release of the same major version: `v1`."""
    return f"v{version.partition('.')[0]}"


def sbom(version: str, lock: str) -> dict[str, object]:
    """The packages of a lock file as a CycloneDX 1.5 document: what the Action and the image install."""
    components = [_component("library", pin["name"], pin["version"]) for pin in _PIN.finditer(lock)]
    own = {**_component("application", "svclint", version), "licenses": [{"license": {"id": "Apache-2.0"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own},
        "components": components,
        "dependencies": [{"ref": own["bom-ref"], "dependsOn": [component["bom-ref"] for component in components]}],
    }


def _component(kind: str, name: str, version: str) -> dict[str, object]:
    url = f"pkg:pypi/{name.lower()}@{version}"
    return {"type": kind, "bom-ref": url, "name": name, "version": version, "purl": url}


def build(folder: Path) -> list[Path]:
    """Build the archive of the sources that are committed, and the wheel from that archive, as an installer would."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        sources = Path(place)
        packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout  # noqa: S607 - the operator's git
        (sources / "checkout").mkdir()
        subprocess.run(["tar", "-x", "-C", str(sources / "checkout")], input=packed, check=True)  # noqa: S603, S607
        _hatchling("sdist", sources / "checkout", folder)
        (archive,) = folder.glob("*.tar.gz")
        with tarfile.open(archive) as opened:
            opened.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            opened.extractall(sources)  # noqa: S202 - made a moment ago
        _hatchling("wheel", sources / archive.name.removesuffix(".tar.gz"), folder)
    return sorted(folder.iterdir())


def _hatchling(kind: str, source: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder.resolve())]
    subprocess.run(command, cwd=source, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words


def digests(paths: list[Path]) -> dict[str, str]:
    """The names of files, each with its SHA-256."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def main() -> int:
    """Run one step; the exit status is 1 if something keeps the version from being released."""
    parser = argparse.ArgumentParser(prog="scripts/release.py", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("check", help="list what keeps this version from being released").add_argument(
        "--tag", default="", help="the tag that was pushed"
    )
    steps.add_parser("build", help="build the archive and the wheel twice and compare them").add_argument(
        "folder", type=Path
    )
    steps.add_parser("sbom", help="print the software bill of materials, in CycloneDX")
    steps.add_parser("notes", help="print the changelog of this version")
    steps.add_parser("series", help="print the tag that moves with this version")
    options = parser.parse_args()
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    match options.step:
        case "check":
            found = list(problems(VERSION, changelog, options.tag))
            print("\n".join(found) or f"svclint {VERSION} can be released")
            return int(bool(found))
        case "build":
            built = digests(build(options.folder))
            with tempfile.TemporaryDirectory() as other:
                if built != digests(build(Path(other))):
                    print("two builds of this commit differ")
                    return 1
            print("".join(f"{digest}  {name}\n" for name, digest in built.items()), end="")
        case "sbom":
            print(json.dumps(sbom(VERSION, (ROOT / "action/requirements.lock").read_text(encoding="utf-8")), indent=2))
        case "notes":
            print(notes(VERSION, changelog), end="")
        case "series":
            print(series(VERSION))
    return 0


if __name__ == "__main__":
    sys.exit(main())
