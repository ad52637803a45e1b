"""A path → the part of it that names samples, tests, an archive or vendored code, from which nothing is deployed."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.lazy_re import regex

# From about 350 public repositories: `.archive/`, `_archive/`, `deprecated/`, `samples/`, tests of Kyverno and
# chainsaw, libraries of Go and Node.js, exercises in which readers find a mistake.
_FOLDER = regex(
    r"[._-]*(?:(?:[\w.-]+[._-])?(?:archived?|deprecated|disabled|obsolete|retired|unused)|archives|attic|graveyard|old|shelved"
    r"|do[-_]?not[-_]?use|te?mp|scratch|(?:[\w.]+-)*(?:examples?|samples?)|configsamples|(?:[\w.]+-)*demos?(?:-[\w.]+)*"
    r"|ex|boilerplates?|skeletons?|scaffolds?|cookiecutters?"
    r")[._-]*"
)
_TESTS = regex(
    r"[._-]*(?:fixtures?|testdata|test[_-]data|(?:(?:acceptance|conformance|e2e|functional|integration|load|smoke|unit)[_-])?"
    r"tests|e2e(?:-test)?|chainsaw|mocks)[._-]*"
)
_EXERCISES = regex(r"[._-]*(?:exercises?|solutions?|break[-_]?fix|broken|buggy|faulty|anti[-_]?patterns?)[._-]*")
_VENDORED = regex(r"_?vendor(?:ed)?|third[_-]?party|node_modules")
# `test` is also the name of an environment (`clusters/test`): it holds tests if a folder in it is named like this.
_IN_TESTS = regex(
    r"helm|unit|integration|conformance|data|resources|assets|golden|expected|manifests|kubernetes|kind|config|scripts|ci"
    r"|cases|suites?|infrastructure|extension|framework|lib|utils|tools|yaml|[\w.]+-tests?"
)
# The values with which chart-testing installs a chart: https://github.com/helm/chart-testing/blob/v3.14.0/README.md
_TEST_VALUES = regex(r"[\w.-]+-values\.ya?ml")
_WORDS = ("example", "sample", "template", "tmpl")
_FILE = regex(r"[\w.-]+[._-](?:example|sample|template|tmpl)|(?:example[_-]|sample[._-])[\w.-]+")
# Copies as file managers and editors name them: `talconfig copy.yaml`, `Copy of web.yaml`, `web (1).yaml`.
_COPY = regex(r".+ (?:- )?copy(?: \d+)?|copy of .+|.+ \(\d+\)")

# `kk create config` writes the configuration of a cluster to this file, which people then edit:
# https://github.com/kubesphere/kubekey/blob/v3.1.12/cmd/kk/pkg/config/generate.go#L106
_KUBEKEY = "config-sample.yaml"

# Documentation, and copies of what was deployed. Deeper folders of these names may be an application.
_AT_ROOT = ("docs", "doc", "documentation", "backup", "backups")


def sample_path(path: str, requested: Iterable[str]) -> str:
    """The outermost folder of `path` that is not deployed by its name, with a slash, or the file; empty if none is.

    Folders that a requested path contains do not count: a user who checks `examples/` wants it to be checked.
    """
    parts = path.lower().split("/")
    named = [number for number in range(len(parts)) if _is_sample(parts, number)]
    if not named:
        return ""
    skip = max((_shared(path.split("/"), prefix) for prefix in requested), default=0)
    first = next((number for number in named if number >= skip), None)
    if first is None:
        return ""
    return "/".join(path.split("/")[: first + 1]) + ("/" if first < len(parts) - 1 else "")


def is_vendored(path: str) -> bool:
    """Whether a path that `sample_path` returned names other people's code, which a repository may well deploy."""
    return bool(_VENDORED.fullmatch(path.rstrip("/").rpartition("/")[2].lower()))


def is_copy(name: str) -> bool:
    """Whether the lower-case name of a file is that of a copy next to the original."""
    return " " in name and bool(_COPY.fullmatch(name.rpartition(".")[0]))


def is_never_deployed(path: str, requested: Iterable[str]) -> bool:
    """Whether the name of a path says that it is read by tests or is an exercise, which may contain a mistake.

    Other samples may be all that a repository contains.
    """
    named = sample_path(path, requested).lower().rstrip("/")
    parts = path.lower().split("/")
    number = len(named.split("/")) - 1
    return bool(named) and (_of_tests(parts, number) or bool(_EXERCISES.fullmatch(parts[number])))


def _is_sample(parts: list[str], number: int) -> bool:
    part = parts[number]
    if _of_tests(parts, number):
        return True
    if number == len(parts) - 1:
        named = any(word in part for word in _WORDS) and bool(_FILE.fullmatch(part.rpartition(".")[0]))
        return (named and part != _KUBEKEY) or is_copy(part)
    if number == 0 and part in _AT_ROOT:
        return True
    return any(names.fullmatch(part) for names in (_FOLDER, _EXERCISES, _VENDORED))


def _of_tests(parts: list[str], number: int) -> bool:
    part = parts[number]
    if number == len(parts) - 1:
        return parts[-2:-1] == ["ci"] and bool(_TEST_VALUES.fullmatch(part))
    if part == "test":
        inner = parts[number + 1 : -1]
        return bool(inner) and bool(_IN_TESTS.fullmatch(inner[0]))
    return bool(_TESTS.fullmatch(part))


def _shared(parts: list[str], requested: str) -> int:
    """The number of names in a requested path if it is the path or contains it; otherwise 0."""
    prefix = [] if requested in ("", ".") else requested.split("/")
    return len(prefix) if parts[: len(prefix)] == prefix else 0
