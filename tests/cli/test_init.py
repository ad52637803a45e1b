"""`svclint init`, as it is called: with a terminal, without one, twice, and where files are there already."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from svclint.init.revision import Revision
from tests.support.cli_samples import INVENTORY, Run

TALCONFIG = """\
clusterName: home
endpoint: https://192.168.11.250:6443
nodes:
- {hostname: cp1, ipAddress: 192.168.11.21, controlPlane: true}
"""
PROXY = """\
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: ipvs
"""
FILES = ("svclint-inventory.yaml", ".pre-commit-config.yaml", ".github/workflows/svclint.yaml")


COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def revision() -> Revision | None:
    return Revision(COMMIT, "svclint")


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch, revision: Revision | None) -> None:
    """How this svclint came to the machine decides nothing here."""
    monkeypatch.setattr("svclint.init.proposals.installed", lambda: revision)


@pytest.fixture
def empty(repository: Path) -> Path:
    """The repository with a cluster's files and none of svclint's."""
    for one in list(repository.iterdir()):
        one.unlink()
    for name, text in {"talconfig.yaml": TALCONFIG, "proxy.yaml": PROXY, ".github/CODEOWNERS": ""}.items():
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).write_text(text)
    (repository / ".git").mkdir()
    return repository


def there(folder: Path) -> dict[str, str]:
    return {one.relative_to(folder).as_posix(): one.read_text() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_without_a_terminal_nothing_is_written(svclint: Run, empty: Path) -> None:
    before = there(empty)
    ran = svclint("init")
    assert (ran.status, there(empty), ran.err) == (0, before, "")
    for name in FILES:
        assert f"\nWould write {name}: " in ran.out
    assert ran.out.endswith("\nNothing was written. Run `svclint init --yes` to write these 3 files.\n")


def test_what_was_found(svclint: Run, empty: Path) -> None:
    expected = f"""\
{empty.name}: 2 files, no GitOps tool detected

cluster home: 2 files with addresses, 1 object
  control plane  https://192.168.11.250:6443, 192.168.11.250
  nodes          1
  proxy mode     ipvs (proxy.yaml:3)
  pools          none

Current findings with this inventory: 0 errors, 0 warnings, 0 notes.

.svclint.yaml is not needed: the defaults are sufficient.
"""
    assert svclint("init", "--dry-run").out.partition("\nWould write")[0] == expected


def test_yes_writes_and_a_second_time_changes_nothing(svclint: Run, empty: Path) -> None:
    ran = svclint("init", "--yes")
    assert (0, "".join(f"svclint: {name}: written\n" for name in FILES)) == (ran.status, ran.err)
    written = there(empty)
    assert set(FILES) < set(written)
    assert "    kubeconfigServers:\n      - https://192.168.11.250:6443  # talconfig.yaml:2\n" in written[FILES[0]]
    assert {hook["id"] for hook in yaml.safe_load(written[FILES[1]])["repos"][0]["hooks"]} == {"svclint"}
    again = svclint("init", "--yes")
    assert (again.status, again.err, there(empty)) == (0, "", written)
    assert again.out.endswith("\nNothing to write.\n")
    assert svclint("inventory", "check").status == 0
    assert svclint("--allow-empty").status == 0


def test_the_installed_revision_is_written(svclint: Run, empty: Path) -> None:
    svclint("init", "--yes")
    for name in FILES[1:]:
        assert COMMIT in (empty / name).read_text()


@pytest.mark.parametrize("revision", [None])
def test_no_revision_is_made_up(svclint: Run, empty: Path) -> None:
    ran = svclint("init", "--yes")
    assert (ran.status, ran.err) == (0, f"svclint: {FILES[0]}: written\n")
    for name in FILES[1:]:
        assert f"{name} needs a revision of svclint, which this installation" in " ".join(ran.out.split())


@pytest.mark.parametrize("revision", [None])
def test_a_hook_that_is_there_needs_no_revision(svclint: Run, empty: Path) -> None:
    (empty / FILES[1]).write_text("repos: [{repo: x, rev: y, hooks: [{id: svclint}]}]\n")
    assert f"{FILES[1]} already has the hook" in svclint("init", "--dry-run").out


def test_files_that_are_there_are_kept_or_filled_in(svclint: Run, empty: Path) -> None:
    hooks = "# ours\nrepos:\n- repo: local # here\n  hooks: []\n"
    for name, text in {FILES[0]: INVENTORY, FILES[1]: hooks, ".svclint.yaml": "failOn: never\n"}.items():
        (empty / name).write_text(text)
    out = svclint("init", "--dry-run").out
    assert "svclint-inventory.yaml is the inventory; run `svclint inventory diff` to see" in out
    assert ".svclint.yaml already exists.\n" in out
    assert "\nWould change .pre-commit-config.yaml: adds a hook" in out
    assert "\n  +- repo: https://github.com/svclint/svclint\n" in out
    svclint("init", "--yes")
    assert (there(empty)[FILES[0]], there(empty)[".svclint.yaml"]) == (INVENTORY, "failOn: never\n")
    assert there(empty)[FILES[1]].startswith(hooks)


def test_in_a_terminal_each_file_is_asked_for(svclint: Run, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.cli.init._interactive", lambda **_: True)
    ran = svclint("init", stdin=b"y\nn\ny\n")
    assert ran.status == 0
    assert set(FILES) & set(there(empty)) == {FILES[0], FILES[2]}
    assert "Write .pre-commit-config.yaml? [Y/n]: " in ran.out


def test_samples_that_cannot_be_read_are_excluded(svclint: Run, empty: Path) -> None:
    (empty / "charts/testdata").mkdir(parents=True)
    (empty / "charts/testdata/bad.yaml").write_text("kind: Service\nexternalIPs: [1.2.3.4\n")
    svclint("init", "--yes")
    assert yaml.safe_load((empty / ".svclint.yaml").read_text()) == {"exclude": ["/charts/testdata/"]}
    assert svclint("--fail-on", "note").status == 0


def test_an_existing_baseline_is_used(svclint: Run, empty: Path) -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {externalIPs: [127.0.0.1], ports: [{port: 80}]}\n"
    )
    (empty / "web.yaml").write_text(service)
    svclint("--write-baseline", "svclint-baseline.yaml")
    ran = svclint("init", "--yes")
    assert ".svclint.yaml: written" in ran.err
    assert yaml.safe_load((empty / ".svclint.yaml").read_text()) == {"baseline": "svclint-baseline.yaml"}
    assert " known." in ran.out
    assert "--write-baseline" not in ran.out
    assert svclint().status == 0


def test_without_a_cluster_the_inventory_is_a_skeleton(svclint: Run, empty: Path) -> None:
    (empty / "talconfig.yaml").unlink()
    (empty / "proxy.yaml").unlink()
    ran = svclint("init", "--yes")
    assert "svclint-inventory.yaml: written" in ran.err
    assert ran.status == 0
    assert "    # kubeconfigServers: " in (empty / FILES[0]).read_text()
    assert svclint("inventory", "check").status == 0


def test_a_folder_that_leads_elsewhere_is_not_written_to(
    svclint: Run, empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    os.symlink(elsewhere, empty / ".github/workflows")
    ran = svclint("init", "--yes")
    assert (ran.status, list(elsewhere.iterdir())) == (2, [])
    assert not (empty / FILES[0]).exists()  # all or nothing
    assert "its folder is outside the repository" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--yes", "--dry-run"], "--yes and --dry-run cannot be used together"),
        (["nope"], "no such folder: nope"),
    ],
)
def test_mistakes(svclint: Run, empty: Path, words: list[str], said: str) -> None:
    assert ((ran := svclint("init", *words)).status, ran.err) == (2, f"svclint: error: {said}\n")


def test_names_cannot_forge_lines(svclint: Run, empty: Path) -> None:
    (empty / "talconfig.yaml").write_text(TALCONFIG.replace("clusterName: home", 'clusterName: "a\\n::error::\\e[2J"'))
    out = svclint("init").out
    assert "cluster a\\n::error::\\x1b[2J: " in out
    assert "\x1b" not in out
