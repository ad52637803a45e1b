"""`--fix`, `--diff` and `--unsafe-fixes`: what is written, printed and returned, and what is never written."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from svclint.edits import files
from svclint.errors import UsageError
from svclint.reports.diff import exact_diff, shown_diff
from tests.support.cli_samples import Run

WRONG = """\
apiVersion: v1
kind: Service
metadata: {name: wrong}
spec:
  ports: [{port: 80}]
  externalIPs:
  - 010.1.2.3 # ours
"""
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.1.2.3}}]}]}
"""
RIGHT = WRONG.replace("010.", "10.")
SELECT = "--select=noncanonical-address,range-is-bare-address"


def test_a_fix_is_written_and_listed_and_the_rest_reported(repository: Path, svclint: Run) -> None:
    (repository / "wrong.yaml").write_text(WRONG)
    (repository / "policy.yaml").write_text(POLICY)
    ran = svclint("--fix", "--format=concise", SELECT)
    assert (repository / "wrong.yaml").read_text() == RIGHT
    assert (repository / "policy.yaml").read_text() == POLICY
    assert ran.status == 1
    assert "noncanonical-address" not in ran.out
    assert "range-is-bare-address" in ran.out
    assert "fixed wrong.yaml:7 [noncanonical-address]: write 010.1.2.3 as 10.1.2.3" in ran.err
    assert "fixed 1 finding in 1 file; 1 more finding can be fixed with --unsafe-fixes" in ran.err
    assert svclint("--fix", "--unsafe-fixes", SELECT).status == 0
    assert "cidr: 10.1.2.3/32" in (repository / "policy.yaml").read_text()


def test_a_diff_writes_nothing_and_fails_if_there_is_one(repository: Path, svclint: Run) -> None:
    (repository / "wrong.yaml").write_text(WRONG)
    ran = svclint("--diff", SELECT)
    assert (repository / "wrong.yaml").read_text() == WRONG
    assert ran.status == 1
    assert "-  - 010.1.2.3 # ours\n+  - 10.1.2.3 # ours\n" in ran.out
    svclint("--diff", "-o", "change.patch", SELECT)
    assert (repository / "change.patch").read_text() == ran.out
    (repository / "wrong.yaml").write_text(RIGHT)
    ran = svclint("--diff", SELECT)
    assert (ran.status, ran.out) == (0, "")


def test_suppressed_and_known_findings_stay(repository: Path, svclint: Run) -> None:
    suppressed = WRONG.replace("# ours", "# svclint: ignore[noncanonical-address] ours")
    (repository / "suppressed.yaml").write_text(suppressed)
    (repository / "known.yaml").write_text(WRONG)
    svclint("--write-baseline=known.txt", SELECT)
    assert svclint("--fix", "--baseline=known.txt", SELECT).status == 0
    assert (repository / "suppressed.yaml").read_text() == suppressed
    assert (repository / "known.yaml").read_text() == WRONG


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fix", "-"), "cannot change standard input"),
        (("--diff", "--write-baseline=b.txt"), "--diff and --write-baseline"),
        (("--unsafe-fixes",), "--unsafe-fixes needs"),
    ],
)
def test_options_that_contradict_each_other(svclint: Run, words: tuple[str, ...], said: str) -> None:
    ran = svclint(*words, stdin=WRONG.encode())
    assert ran.status == 2
    assert said in ran.err


@pytest.mark.parametrize("form", ["sarif", "rdjson", "markdown"])
def test_reports_contain_fixes(repository: Path, svclint: Run, form: str) -> None:
    (repository / "wrong.yaml").write_text(WRONG)
    (repository / "policy.yaml").write_text(POLICY)
    out, unsafe = (svclint(f"--format={form}", SELECT, *more).out for more in ((), ("--unsafe-fixes",)))
    if form == "sarif":
        results = json.loads(unsafe)["runs"][0]["results"]
        replaced = {
            result["fixes"][0]["description"]["text"]: result["fixes"][0]["artifactChanges"][0]["replacements"]
            for result in results
        }
        region = {"startLine": 7, "startColumn": 5, "endLine": 7, "endColumn": 6}
        fix = [{"deletedRegion": region, "insertedContent": {"text": ""}}]
        assert replaced["write 010.1.2.3 as 10.1.2.3"] == fix
        assert out.count('"fixes"') == 1
        assert len(replaced) == 2
    elif form == "rdjson":
        suggested = [item.get("suggestions") for item in json.loads(out)["diagnostics"]]
        place = {"start": {"line": 7, "column": 5}, "end": {"line": 7, "column": 6}}
        assert suggested == [None, [{"range": place, "text": ""}]]
    else:
        assert "```suggestion\n  - 10.1.2.3 # ours\n```" in out
        assert out.count("```suggestion") == 1
        assert unsafe.count("```suggestion") == 2
    assert (repository / "wrong.yaml").read_text() == WRONG


def test_a_file_keeps_its_permissions_and_is_replaced_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.yaml"
    file.parent.mkdir()
    file.write_bytes(b"old")
    file.chmod(0o640)
    before = file.stat().st_ino
    files.write(tmp_path, "a/b.yaml", b"old", b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.stat().st_ino != before
    assert os.listdir(file.parent) == ["b.yaml"]


def test_nothing_is_written_through_links_or_over_changes(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "a.yaml").write_bytes(b"old")
    (root / "folder").symlink_to(outside)
    (root / "link.yaml").symlink_to(outside / "a.yaml")
    (root / "changed.yaml").write_bytes(b"other")
    for name in ("folder/a.yaml", "link.yaml", "../outside/a.yaml", "changed.yaml", "gone/a.yaml"):
        with pytest.raises(UsageError):
            files.write(root, name, b"old", b"new")
        with pytest.raises(files.NotChangedError):
            files.text_of(root, name.replace("changed.yaml", "gone.yaml"))
    assert (outside / "a.yaml").read_bytes() == b"old"
    assert sorted(os.listdir(root)) == ["changed.yaml", "folder", "link.yaml"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.yaml", "a: ENC[AES256_GCM,data:x]\n", "encrypted"),
        ("a.tfvars", "a = 1\n", "not YAML or JSON"),
        ("third_party/a.yaml", "a: 1\n", "other people's"),
        (".git/a.yaml", "a: 1\n", "outside the repository"),
        ("sub/a.yaml", "a: 1\n", "submodule"),
        ("readonly.yaml", "a: 1\n", "read-only"),
        ("utf16.yaml", "\ufeffa: 1\n", "UTF-16"),
        ("a.yaml", "# @generated\na: 1\n", "generated"),
    ],
)
def test_files_that_are_left_alone(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / ".git").write_text("gitdir: ../.git/modules/sub\n")
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode("utf-16" if "utf16" in name else "utf-8"))
    if "readonly" in name:
        file.chmod(0o444)
    with pytest.raises(files.NotChangedError, match=reason):
        files.text_of(tmp_path, name)


def test_all_files_are_changed_or_none(repository: Path, svclint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "a.yaml").write_text(WRONG)
    (repository / "b.yaml").write_text(WRONG.replace("name: wrong", "name: other"))
    write = files.write

    def failing(root: Path, file: str, before: bytes, after: bytes) -> None:
        if file == "b.yaml":
            raise UsageError("cannot write b.yaml: disk full")
        write(root, file, before, after)

    monkeypatch.setattr(files, "write", failing)
    assert svclint("--fix", SELECT).status == 2
    assert (repository / "a.yaml").read_text() == WRONG


def test_a_diff_cannot_control_a_terminal_or_a_runner() -> None:
    changes = {"a\x1b.yaml": ("a: \x1b[31m\n::set-env name=A::b\n\tc: 1", "a: 1\n\tc: 2\n")}
    shown = shown_diff(changes)
    assert "\x1b" not in shown
    assert "\n-::set-env" in shown
    assert "-\tc: 1\n\\ No newline at end of file\n" in shown


def test_a_patch_applies(tmp_path: Path) -> None:
    before, after = "a: \x1b\r\nb: 1\r\nc: 1", "a: 2\r\nb: 1\r\nc: 2"
    (tmp_path / "a b.yaml").write_bytes(before.encode())
    (tmp_path / "change.patch").write_bytes(exact_diff({"a b.yaml": (before, after)}).encode())
    subprocess.run(["git", "apply", "change.patch"], cwd=tmp_path, check=True)
    assert (tmp_path / "a b.yaml").read_bytes() == after.encode()
