"""What is published: the wheel and the source archive hold what they should, and the wheel works on its own."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from svclint.about import VERSION
from tests.support.sandbox import ROOT, clean_environment, run

# The pack of a wheel, and the same made of the files in it: all that a run reads of either.
COMPARE = """
from svclint.claims import catalogue
from svclint.findings import rule_pack
from svclint.findings.words import registry
from svclint.packs import unpacked

def of_catalogue(data):
    plans = [(roles, words, [unpacked(group) for group in groups]) for roles, (words, groups) in data.pop("scan")]
    return plans, catalogue.Catalogue({**data, "scan": []}).entries, [data[key] for key in sorted({*data} - {"stored"})]

def of_rules(data):
    rules = [(rule.head, rule.group, rule.text, rule.policy) for rule in rule_pack.Knowledge(data).rules()]
    rows = [{text: unpacked(row) for text, row in rows.items()} for _, rows in sorted(data["conditions"].items())]
    return rules, rows, {name: unpacked(types) for name, types in data["types"].items()}

packs = [(catalogue.PACK, of_catalogue), (rule_pack.PACK, of_rules), (registry.PACK, dict)]
print(*(read(pack.load()) == read(pack.make()) for pack, read in packs), all(pack._shipped() for pack, _ in packs))
"""


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory, snapshot: Path) -> Path:
    """The source archive of a clean checkout."""
    folder = tmp_path_factory.mktemp("sdist")
    env = clean_environment(folder / "home")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=snapshot, env=env)
    (built,) = folder.glob("*.tar.gz")
    return built


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory, archive: Path) -> Path:
    """The wheel, built from the source archive as pip does where there is no wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    with tarfile.open(archive) as packed:
        # Python 3.11.0 to 3.11.3 have no filters, and no argument for one.
        packed.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        packed.extractall(folder / "source")
    (source,) = (folder / "source").iterdir()
    env = clean_environment(folder / "home")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source, env=env)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_another_build_has_the_same_bytes(archive: Path, wheel: Path, snapshot: Path, tmp_path: Path) -> None:
    """In another folder, at another time, by a user with another mask, zone, language and hash seed."""
    env = clean_environment(tmp_path / "home", TZ="Asia/Kathmandu", LC_ALL="C", PYTHONHASHSEED="7")
    shutil.copytree(snapshot, tmp_path / "other")
    for path in (tmp_path / "other").rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            os.utime(path, (1, 1))
    mask = os.umask(0o077)
    try:
        run(sys.executable, "-m", "hatchling", "build", "-d", tmp_path, cwd=tmp_path / "other", env=env)
    finally:
        os.umask(mask)
    assert {path.name: path.read_bytes() for path in (archive, wheel)} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()
    }


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A new environment with the wheel; its dependencies are this environment's, which has no svclint to mix up."""
    folder = tmp_path_factory.mktemp("installed")
    env = clean_environment(folder / "home")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder, env=env)
    python = folder / "venv/bin/python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, wheel, cwd=folder, env=env)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = run(python, "-c", ask, cwd=folder, env=env).stdout.strip()
    Path(own, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv/bin"


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One home for what is installed, so that svclint's cache is filled once."""
    return clean_environment(tmp_path_factory.mktemp("home"))


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return {name for name in packed.namelist() if not name.endswith("/")}


def files(snapshot: Path, folder: str) -> set[str]:
    """The files of a folder of the project, relative to its root."""
    return {path.relative_to(snapshot).as_posix() for path in (snapshot / folder).rglob("*") if path.is_file()}


def test_wheel_holds_the_package_and_the_rules_and_nothing_else(wheel: Path, snapshot: Path) -> None:
    packs = {f"svclint/packs/{name}" for name in ("catalogue", "rules", "words")}
    expected = files(snapshot, "svclint") | {f"svclint/{name}" for name in files(snapshot, "rules")} | packs
    assert {name for name in names(wheel) if ".dist-info/" not in name} == expected
    assert "svclint/py.typed" in expected
    assert any(name.startswith("svclint/rules/") for name in expected)
    assert any(name.startswith("svclint/catalogue/") for name in expected)
    assert any(name.startswith("svclint/schemas/") for name in expected)


def test_wheel_carries_its_licence_and_metadata(wheel: Path) -> None:
    (licence,) = (name for name in names(wheel) if name.endswith("/licenses/LICENSE"))
    (metadata,) = (name for name in names(wheel) if name.endswith(".dist-info/METADATA"))
    with zipfile.ZipFile(wheel) as packed:
        assert (ROOT / "LICENSE").read_bytes() == packed.read(licence)
        assert "License-Expression: Apache-2.0" in packed.read(metadata).decode()


def test_source_archive_has_the_tests_and_no_leftovers(archive: Path) -> None:
    with tarfile.open(archive) as packed:
        found = {name.partition("/")[2] for name in packed.getnames()}
    assert {"pyproject.toml", "LICENSE", "README.md", "tests/e2e/test_wheel.py"} <= found
    assert {name for name in found if ".venv" in name or "__pycache__" in name or name.startswith("site/")} == set()


def test_installed_wheel_knows_its_version_and_rules(
    installed: Path, snapshot: Path, tmp_path: Path, env: dict[str, str]
) -> None:
    assert VERSION in run(installed / "svclint", "--version", cwd=tmp_path, env=env).stdout
    listed = run(installed / "svclint", "rules", cwd=tmp_path, env=env).stdout.splitlines()
    assert {path.stem for path in (snapshot / "rules").rglob("*.yaml")} == {line.split()[0] for line in listed if line}


def test_installed_wheel_reads_its_packs_and_no_data_file(installed: Path, tmp_path: Path, env: dict[str, str]) -> None:
    code = (
        "import sys; from svclint import cli, datafiles; "
        "datafiles.read_own = None; sys.exit(cli.main(['service.yaml']))"
    )
    (tmp_path / "service.yaml").write_text("kind: Service\nspec: {externalIPs: [127.0.0.1]}\n")
    env = {**env, "SVCLINT_NO_CACHE": "1"}
    done = run(installed / "python", "-c", code, cwd=tmp_path, env=env, check=False)
    assert (done.returncode, "127.0.0.1" in done.stdout) == (1, True)


def test_packs_of_the_wheel_are_what_its_data_files_say(installed: Path, tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "compare.py").write_text(COMPARE)
    assert run(installed / "python", "compare.py", cwd=tmp_path, env=env).stdout.split() == ["True"] * 4


def test_installed_wheel_finds_the_founding_incident(installed: Path, tmp_path: Path, env: dict[str, str]) -> None:
    done = run(installed / "svclint", ROOT / "examples/founding-incident", cwd=tmp_path, env=env, check=False)
    assert done.returncode == 1, done.stdout
    assert "192.168.11.250" in done.stdout


def test_installed_package_is_the_wheels(installed: Path, tmp_path: Path, env: dict[str, str]) -> None:
    """Otherwise the tests above would have looked at the checkout."""
    found = run(installed / "python", "-c", "import svclint; print(svclint.__file__)", cwd=tmp_path, env=env).stdout
    assert Path(found.strip()).is_relative_to(installed.parent)
