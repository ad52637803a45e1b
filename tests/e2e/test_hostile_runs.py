"""The whole program against hostile manifests, repositories and callers: it ends soon, and gives nothing away.

Each run is one process with a limit on time and memory; whatever it is given, it must neither fail nor be forged.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.sandbox import clean_environment

SECONDS = 30
MEMORY = 1 << 30
INVENTORY = """\
version: 1
clusters:
- name: a
  kubeconfigServers: ["https://10.0.0.5:6443"]
  loadBalancers: [{name: lb, vips: [10.0.0.5], ports: [6443], serves: control-plane}]
  proxy: {mode: ipvs}
"""
HEAD = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports: [{port: 80}]\n"
SERVICE = HEAD + "  externalIPs: [10.0.0.5]\n"
TAKEN = "external-ip-is-control-plane"
FORMATS = ("text", "json", "sarif", "github", "markdown")

# What a terminal, or a person, must never be given: controls, line separators, writing directions, lone surrogates.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
NUMBERS = re.compile(r"([\d,]+) files?: ([\d,]+) read, ([\d,]+) \w+ \w+, ([\d,]+) \w+, ([\d,]+) \w+, ([\d,]+) \w+")
COMMAND = re.compile(r"^\s*::(?!(?:error|warning|notice) (?:file|title)=)", re.MULTILINE)


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    def rules(self) -> list[str]:
        """The rules of a JSON report's findings."""
        return [one["rule"] for one in json.loads(self.out)["findings"]]

    def read(self) -> int:
        """How many files a text report says were read, held to its own sum."""
        found = NUMBERS.search(" ".join(self.out.split()))
        assert found, self.out
        seen, *parts = (int(number.replace(",", "")) for number in found.groups())
        assert seen == sum(parts), found.group()
        return parts[0]


def limited() -> None:
    """What the child may have of memory and file size. Address space is more than what is in use: leave some room."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY, 2 * MEMORY))


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all tests of this file, for the cache's sake."""
    return tmp_path_factory.getbasetemp() / "hostile-home"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that is no repository, with the inventory."""
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "svclint-inventory.yaml").write_text(INVENTORY)
    return tmp_path / "root"


@pytest.fixture
def svclint(root: Path, home: Path) -> Callable[..., Ran]:
    def run(*arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> Ran:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "svclint", *arguments],
            cwd=root, input=stdin, capture_output=True, timeout=SECONDS, check=False,
            env={**clean_environment(home), **(env or {})}, preexec_fn=limited,
        )  # fmt: skip
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert ran.status in (0, 1, 2), ran.err
        for text in (ran.out, ran.err):
            assert not UNSEEN.search(text), UNSEEN.search(text)
            assert "##[" not in text
            assert not COMMAND.search(text), COMMAND.search(text)
        return ran

    return run


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{one}: &a{one} [{', '.join([f'*a{one - 1}'] * width)}]" for one in range(1, levels)]
    return "\n".join(lines) + "\n"


def merges(length: int) -> str:
    return "m0: &m0 {k0: v}\n" + "".join(
        f"m{one}: &m{one} {{<<: *m{one - 1}, k{one}: v}}\n" for one in range(1, length)
    )


# Each beside a sound file, whose finding has to come all the same.
CONTENTS: dict[str, bytes | str] = {
    "aliases": SERVICE + bomb(9, 9),
    "merge keys": SERVICE + merges(2000),
    "an alias within itself": SERVICE + "x: &x [*x]\n",
    "deep lists": SERVICE + "x: " + "[" * 50_000,
    "deep keys": SERVICE + "? " * 50_000,
    "deep JSON": '{"kind":"Service","spec":{"externalIPs":["10.0.0.5"]},"x":' + '{"a":' * 50_000,
    "a long scalar": SERVICE + "x: " + "a" * 20_000_000 + "\n",
    "a long number": SERVICE.replace("10.0.0.5", "1" * 1_000_000),
    "a long address": SERVICE.replace("10.0.0.5", '"' + ":" * 1_000_000 + '"'),
    "repeated keys": SERVICE + "k: 10.0.0.5\n" * 2_000,
    "a long suppression": SERVICE + "# svclint: ignore[" + "a," * 100_000 + "]\n",
    "code": SERVICE + 'x: !!python/object/apply:os.system ["touch executed"]\n',
    "another version": "%YAML 1.2\n---\n" + SERVICE,
    "bytes": bytes(range(256)),
    "half a UTF-16": b"\xff\xfe" + SERVICE.encode("utf-16-le")[:-1],
    "truncated": SERVICE[:-3] + '"',
    "escapes": HEAD.replace("web", '"\\e[31m\\n::error::x ##[error]y\\u202e\\u2028"') + "  externalIPs: [10.0.0.5]\n",
    "broken escapes": SERVICE + "x: [\x1b[31m",
    "templates": SERVICE + "{{ if .x }}\n  a: {{ .b }}\n{{ end }}\n",
}


def fill(root: Path, names: list[str]) -> None:
    (root / "sound.yaml").write_text(SERVICE)
    for number, name in enumerate(names):
        text = CONTENTS[name]
        (root / f"{number}.yaml").write_bytes(text.encode() if isinstance(text, str) else text)


@pytest.mark.parametrize("half", [0, 1])
def test_no_content_keeps_the_rest_from_being_read(svclint: Callable[..., Ran], root: Path, half: int) -> None:
    fill(root, list(CONTENTS)[half::2])

    ran = svclint(".")

    assert ran.status == 1
    assert " --> sound.yaml:6:17\n" in ran.out
    assert ran.read() > len(CONTENTS) // 4
    assert not (root / "executed").exists()


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_can_be_forged(svclint: Callable[..., Ran], root: Path, form: str) -> None:
    fill(root, ["escapes", "broken escapes", "bytes"])
    for name in (b"\n::error::x ##[error]y.yaml", b"\x1b[31m.yaml", b"\xff.yaml", "\u202e.yaml".encode(), b"-v.yaml"):
        (root / os.fsdecode(name)).write_text(SERVICE)
    (root / "https:" / "evil").mkdir(parents=True)
    (root / "https:" / "evil" / "x](y)|`<img src=x>.yaml").write_text(SERVICE)

    ran = svclint(".", "--format", form, "-v")

    assert ran.status == 1
    if form in ("json", "sarif"):
        json.loads(ran.out).items()
        assert not re.search(
            r'"\w*[uU]ri": "https?://(?!svclint\.dev|json\.schemastore|raw\.github|docs\.oasis)evil', ran.out
        )
    if form == "markdown":
        assert "<img" not in re.sub(r"`[^\n]*`", "", ran.out)


SECRETS = {
    "secret.yaml": (
        "kind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData:\n  host: 10.0.0.5\n  p: CANARY1\n  p: CANARY2\n"
    ),
    "broken.yaml": "kind: Secret\nmetadata: {name: s}\nstringData: {host: 10.0.0.5}\n  a: b: CANARY3\n",
    "list.yaml": (
        "kind: List\nitems: [{kind: Secret, data: {a: CANARY4, a: CANARY5}}, "
        "{kind: Service, spec: {externalIPs: [10.0.0.5]}}]\n"
    ),
    "config": (
        "apiVersion: v1\nkind: Config\nclusters:\n- {name: a, cluster: {server: 'https://u:CANARY6@10.0.0.999:6443'}}\n"
        "users:\n- {name: u, user: {token: CANARY7, token: CANARY8}}\n"
    ),
    "hosts.yaml": (
        "apiVersion: kubekey.kubesphere.io/v1alpha2\nkind: Cluster\nmetadata: {name: k}\nspec:\n  hosts:\n"
        "  - {name: n, address: 10.0.0.999, internalAddress: 10.0.0.999, user: u, password: CANARY9}\n"
    ),
}


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_holds_a_secret(svclint: Callable[..., Ran], root: Path, form: str) -> None:
    for name, text in SECRETS.items():
        (root / name).write_text(text)
    (root / "copy.kubeconfig").write_text(SECRETS["config"])
    (root / "svclint-inventory.yaml").write_text(INVENTORY + "  kubeconfigs: [config]\n")

    ran = svclint(".", "--format", form, "-v", "--show-ignored")

    assert ran.status == 1
    assert "CANARY" not in ran.out + ran.err


def test_outside_files_and_pipes_are_not_read(svclint: Callable[..., Ran], root: Path) -> None:
    (root / "sound.yaml").write_text(SERVICE)
    (root.parent / "outside.yaml").write_text(SERVICE)
    (root / "link.yaml").symlink_to("../outside.yaml")
    (root / "zero.yaml").symlink_to("/dev/zero")
    (root / "itself.yaml").symlink_to("itself.yaml")
    (root / "one").symlink_to(".")
    (root / "two").symlink_to("..")
    os.mkfifo(root / "pipe.yaml")
    with open(root / "large.yaml", "wb") as file:
        file.truncate(5 << 30)

    ran = svclint(".")

    assert (ran.status, ran.read()) == (1, 1)
    assert ran.out.count(f"error[{TAKEN}]: ") == 1
    assert "larger than" in ran.out
    for name in ("pipe.yaml", "zero.yaml"):
        assert svclint(name).status == 2


STARS = "*a" * 12 + "b"


def test_patterns_of_a_repository_cannot_keep_it_busy(svclint: Callable[..., Ran], root: Path) -> None:
    (root / ("a" * 200 + ".yaml")).write_text(SERVICE)
    (root / ".gitignore").write_text(STARS + "\n")
    (root / ".svclint.yaml").write_text(f'exclude: ["{STARS}"]\n')
    (root / "svclint-inventory.yaml").write_text(f'{INVENTORY}  manifests: ["{STARS}", "*.yaml"]\n')

    ran = svclint(".")

    assert (ran.status, ran.read()) == (1, 1)


@pytest.mark.parametrize("text", ["inventory: link.yaml\n", "rulePaths: [..]\n"])
def test_a_configuration_cannot_reach_out(svclint: Callable[..., Ran], root: Path, text: str) -> None:
    (root.parent / "canary.yaml").write_text("CANARY: 1\n")
    (root / "link.yaml").symlink_to("../canary.yaml")
    (root / ".svclint.yaml").write_text(text)
    (root / "sound.yaml").write_text(SERVICE)

    ran = svclint(".")

    assert ran.status == 2
    assert ran.err.startswith("svclint: error: .svclint.yaml:1:")
    assert "CANARY" not in ran.err


RULE = {
    "id": "my-rule", "title": "x\n::error::y ##[error]z\x1b[31m", "severity": "error", "since": "0.1",
    "why": "\n::error::y ##[error]z\u202e " * 3, "fix": "\n::error::y ##[error]z\u202e " * 3,
    "references": ["https://example.org/"],
    "examples": [{"title": "An example that has it", "manifests": SERVICE.replace("5]\n", "5] # expect: my-rule\n")},
                 {"title": "An example that has not", "manifests": HEAD}],
}  # fmt: skip
TEN = "[1,2,3,4,5,6,7,8,9,10]"


@pytest.mark.parametrize(
    ("when", "message", "status"),
    [
        ('claim.address != ""', "::error::x ##[error]y {claim.text} %s $x", 1),
        ("".join(f"{TEN}.all(v{one}, " for one in range(8)) + 'claim.address != "x"' + ")" * 8, "x", 2),
        ("['a']" + ".map(x, x + x + x + x + x + x + x + x + x + x)" * 10 + " != claim.inside", "x", 2),
    ],
    ids=["forging", "steps", "memory"],
)
def test_hostile_rules(svclint: Callable[..., Ran], root: Path, when: str, message: str, status: int) -> None:
    policy = {"for": "claim", "claim": ["external-ip"], "message": message, "when": when}
    (root / "rules").mkdir()
    (root / "rules" / "one.yaml").write_text(json.dumps({**RULE, "policy": policy}))
    (root / "sound.yaml").write_text(SERVICE)

    assert svclint("--rules", "rules", "--select", "my-rule", "sound.yaml").status == status
    if status == 1:
        for words in (["explain", "--rules", "rules", "my-rule"], ["rules", "--rules", "rules"], ["test", "rules"]):
            assert svclint(*words).status == 0


@pytest.mark.parametrize("kind", ["pipe", "zero", "loops"])
def test_hostile_folders_of_rules(svclint: Callable[..., Ran], root: Path, kind: str) -> None:
    (root / "rules").mkdir()
    (root / "sound.yaml").write_text(SERVICE)
    bad = root / "rules" / "bad.yaml"
    if kind == "pipe":
        os.mkfifo(bad)
    else:
        for name in ("one", "two") if kind == "loops" else ("bad.yaml",):
            (root / "rules" / name).symlink_to({"zero": "/dev/zero", "loops": "."}[kind])

    assert svclint("--rules", "rules", "./sound.yaml").status == (1 if kind == "loops" else 2)


def test_git_runs_nothing_and_follows_nobody(svclint: Callable[..., Ran], root: Path, home: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "gone.yaml").write_text(SERVICE)
    (root / "sound.yaml").write_text(SERVICE)
    evil = root / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {root}/executed\n")
    evil.chmod(0o755)
    env = clean_environment(home)
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *words], cwd=root, check=True, env=env)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "filter.x.clean",
        "filter.x.process",
        "diff.external",
        "alias.ls-files",
    ):
        subprocess.run(["git", "config", key, str(evil)], cwd=root, check=True, env=env)
    (root / ".gitattributes").write_text("* filter=x\n")
    (root / "sub" / "gone.yaml").unlink()
    (root / "sub").rmdir()
    (root.parent / "elsewhere").mkdir()
    (root.parent / "elsewhere" / "gone.yaml").write_text(SERVICE)
    (root / "sub").symlink_to(root.parent / "elsewhere")

    for flags in ([], ["--hook"]):
        assert svclint(*flags, ".", env={"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/"}).read() == 1
    assert not (root / "executed").exists()


def test_odd_surroundings_change_nothing(svclint: Callable[..., Ran], root: Path) -> None:
    (root / "sound.yaml").write_text(SERVICE)
    expected = svclint(".").out

    for env in (
        {"HOME": "/nowhere", "PATH": "/nowhere", "SVCLINT_CACHE_DIR": "/dev/null"},
        {"COLUMNS": "x", "TERM": "", "_SVCLINT_COMPLETE": "bash_complete"},
    ):
        assert svclint(".", env=env).out == expected


def test_reports_go_where_they_were_sent_or_nowhere(svclint: Callable[..., Ran], root: Path) -> None:
    (root / "sound.yaml").write_text(SERVICE)
    (root / "kept").write_text("kept")
    (root / "link").symlink_to("kept")
    os.mkfifo(root / "pipe")

    for target in ("link", "pipe", "/dev/null", "", "x" * 255):
        assert svclint("-o", target, "sound.yaml").status == 2
    assert (root / "kept").read_text() == "kept"
    for name in ("https://evil/x", "../../x", "\x1b[31m\n::error::x"):
        ran = svclint("-", "--stdin-filename", name, "--format", "sarif", stdin=SERVICE.encode())
        assert ran.status == 1
        assert not re.search(r'"uri": "(?:\w+:|/|\.\.)', ran.out)


SPELLINGS = (
    "  externalIPs: ['10.0.0.5']\n",
    "  externalIPs: [!!str 10.0.0.5]\n",
    '  externalIPs: ["\\x310.0.0.5"]\n',
    '  "externa\\x6cIPs": ["::ffff:a00:5"]\n',
    "  externalIPs:\n  - >-\n    10.0.0.5\n",
    "  externalIPs: &x [10.0.0.5]\n",
    "  ? externalIPs\n  : - 10.0.0.5\n",
    "  <<: {externalIPs: [10.0.0.5]}\n",
)


def test_no_spelling_hides_a_collision(svclint: Callable[..., Ran], root: Path) -> None:
    texts = [(HEAD + one).encode() for one in SPELLINGS]
    texts += [SERVICE.replace("\n", "\r\n").encode(), SERVICE.encode("utf-16"), b"\xef\xbb\xbf" + SERVICE.encode()]
    texts += [
        SERVICE.replace("kind: Service", one).encode() for one in ('"k\\x69nd": "S\\u0065rvice"', "? kind\n: Service")
    ]
    texts.append(b'{"k\\u0069nd":"Service","apiVersion":"v1","spec":{"externalIPs":["10.0.0.\\u0035"]}}')
    texts.append(b"kind: List\nitems:\n- " + SERVICE.replace("\n", "\n  ").rstrip().encode())
    for number, text in enumerate(texts):
        (root / f"{number}.yaml").write_bytes(text)

    ran = svclint(".", "--format", "json", "--select", TAKEN)

    # One object in several files is one finding.
    findings = [finding for finding in json.loads(ran.out)["findings"] if finding["rule"] == TAKEN]
    participants = (related for finding in findings for related in finding["related"] if related["participant"])
    places = [finding["file"] for finding in findings] + [related["location"]["file"] for related in participants]
    assert len(set(places) - {"svclint-inventory.yaml"}) == len(texts), ran.out
