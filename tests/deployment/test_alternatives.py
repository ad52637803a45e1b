"""What people apply instead of something else: files that define one object differently, and folders of lessons."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.config import Config
from svclint.deployment.alternatives import Alternatives, alternatives
from svclint.deployment.deployed import unplanned
from svclint.deployment.read_files import ReadFiles
from svclint.deployment.readme import is_collection
from svclint.documents.read import read_path
from svclint.model import coexist
from svclint.reading import RunOptions, discovered_of, plan_of, sources_of
from tests.support.gitops_repositories import planned, service, write


def found(root: Path, files: dict[str, str]) -> Alternatives:
    """The alternatives in a repository without deployers; each text is the addresses of Services by name."""
    text = "".join(f"=== {path}\n{services(content)}" for path, content in files.items())
    write(root, text)
    scanner = load_catalogue().scanner()
    return alternatives(unplanned([read_path(root, path, scanner) for path in files], ["."]))


def services(content: str) -> str:
    """`web=1 dns=2` → Services web and dns with the addresses 192.0.2.1 and 192.0.2.2."""
    pairs = (entry.split("=") for entry in content.split())
    return "---\n".join(f"{service(name, f'192.0.2.{number}')}\n" for name, number in pairs)


def apart(root: Path, files: dict[str, str]) -> set[tuple[str, str]]:
    """The pairs of files of which people apply one instead of the other."""
    choices = found(root, files)
    names = sorted(files)
    return {
        (name, other)
        for number, name in enumerate(names)
        for other in names[number + 1 :]
        if not coexist(choices.variants.get(name, ()), choices.variants.get(other, ()))
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"a.yaml": "web=1", "b.yaml": "web=2", "c.yaml": "dns=3"}, {("a.yaml", "b.yaml")}, id="files"),
        pytest.param({"a.yaml": "web=1", "b.yaml": "web=1"}, set(), id="copies"),
        pytest.param(
            {"all.yaml": "web=1 dns=2", "pieces-dns.yaml": "dns=3", "pieces-web.yaml": "web=4"},
            {("all.yaml", "pieces-dns.yaml"), ("all.yaml", "pieces-web.yaml")},
            id="pieces of a file that has everything",
        ),
        pytest.param(
            {
                "a/web.yaml": "web=1",
                "a/dns.yaml": "dns=1",
                "b/web.yaml": "web=2",
                "b/ntp.yaml": "ntp=1",
                "c/x.yaml": "x=1",
            },
            {
                ("a/web.yaml", "b/web.yaml"),
                ("a/web.yaml", "b/ntp.yaml"),
                ("a/dns.yaml", "b/web.yaml"),
                ("a/dns.yaml", "b/ntp.yaml"),
            },
            id="folders, with everything in them",
        ),
        pytest.param(
            {"web/v1.yaml": "web=1", "web/v2.yaml": "web=2", "dns/v1.yaml": "dns=1", "dns/v2.yaml": "dns=2"},
            {("dns/v1.yaml", "dns/v2.yaml"), ("web/v1.yaml", "web/v2.yaml")},
            id="two choices that have nothing to do with each other",
        ),
        pytest.param(
            {
                "net/calico/a.yaml": "a=1",
                "net/cilium-1.19/b.yaml": "b=1",
                "net/dns/c.yaml": "c=1",
                "kube-flannel.yml": "d=1",
            },
            {("net/calico/a.yaml", "net/cilium-1.19/b.yaml")},
            id="programs of which a cluster has one",
        ),
        pytest.param(
            {"a/v1.yaml": "web=1", "a/v2.yaml": "web=2", "b/v1.yaml": "web=3"},
            {("a/v1.yaml", "a/v2.yaml"), ("a/v1.yaml", "b/v1.yaml"), ("a/v2.yaml", "b/v1.yaml")},
            id="a choice within an option",
        ),
    ],
)
def test_files_that_define_an_object_differently_are_alternatives(
    tmp_path: Path, files: dict[str, str], expected: set[tuple[str, str]]
) -> None:
    assert apart(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["chapter01/a.yaml", "chapter02/b.yaml", "shared/c.yaml"], ["chapter01", "chapter02", ""]),
        (["lab-1-dns/a.yaml", "shared/c.yaml"], ["", ""]),
        (["labs/red/a.yaml", "labs/blue/b.yaml", "c.yaml"], ["labs/red", "labs/blue", ""]),
        (["01-network/a.yaml", "02-apps/b.yaml", "day-1/c.yaml", "day-2/d.yaml"], ["", "", "", ""]),
    ],
)
def test_lessons_are_complete_in_themselves(tmp_path: Path, paths: list[str], expected: list[str]) -> None:
    folders = found(tmp_path, {path: f"s{number}={number}" for number, path in enumerate(paths)}).folders

    assert [folders.get(path, "") for path in paths] == expected


def test_most_of_the_siblings_make_all_of_them_complete_in_themselves(tmp_path: Path) -> None:
    one_object = {f"services/0{number}/web.yaml": f"web={number}" for number in range(3)}
    files = {**one_object, "services/04/dns.yaml": "dns=9", "network/pool.yaml": "ntp=8"}

    folders = found(tmp_path, files).folders

    assert {path: folders.get(path, "") for path in files} == {
        "services/00/web.yaml": "services/00",
        "services/01/web.yaml": "services/01",
        "services/02/web.yaml": "services/02",
        "services/04/dns.yaml": "services/04",
        "network/pool.yaml": "",
    }


def test_a_few_of_many_siblings_do_not(tmp_path: Path) -> None:
    one_object = {f"apps/a{number}/redis.yaml": f"redis={number}" for number in range(3)}
    others = {f"apps/b{number}/web.yaml": f"b{number}={number}" for number in range(9)}

    assert not found(tmp_path, {**one_object, **others}).folders


def test_a_repository_with_many_choices_is_a_collection(tmp_path: Path) -> None:
    pairs = {f"topic{topic}/v{number}.yaml": f"s{topic}={number}" for topic in range(5) for number in range(2)}

    folders = found(tmp_path, {**pairs, "other/x.yaml": "x=1"}).folders

    assert folders["topic0/v0.yaml"] == "topic0"
    assert folders["other/x.yaml"] == "other"


def test_a_chart_leaves_the_namespace_to_helm(tmp_path: Path) -> None:
    of_chart = service("web", "192.0.2.1")
    plain = of_chart.replace("name: web", "name: web\n  namespace: shop")
    write(tmp_path, f"=== chart/web.yaml\n{of_chart}\n=== plain/web.yaml\n{plain}\n")
    scanner = load_catalogue().scanner()
    sources = [read_path(tmp_path, path, scanner) for path in ("chart/web.yaml", "plain/web.yaml")]

    assert [choice.object for choice in alternatives(unplanned(sources, ["."])).choices] == ["Service web"]


def test_patches_and_what_a_deployer_applies_are_no_alternatives(tmp_path: Path) -> None:
    plan = planned(
        tmp_path,
        f"""=== app/kustomization.yaml
resources: [web.yaml]
patches: [{{path: patch.yaml}}]
=== app/web.yaml
{service("web", "192.0.2.1")}
=== app/patch.yaml
{service("web", "192.0.2.2")}
=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: dns, namespace: flux-system}}
spec: {{path: ./dns, sourceRef: {{kind: GitRepository, name: flux-system}}}}
=== dns/dns.yaml
{service("dns", "192.0.2.3")}
=== old/dns.yaml
{service("dns", "192.0.2.4")}
""",
    )

    assert alternatives(plan).choices == ()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("# Learn Kubernetes\n", ["a", "b"]),
        ("\n= kubernetes-examples\n", ["a", "b"]),
        ("# CKA course 2026\n", ["a", "b"]),
        ("# Home lab\n\nExamples are in b/.\n", ["", ""]),
        ("# Machine learnings\n", ["", ""]),
        ("", ["", ""]),
    ],
)
def test_the_title_of_a_readme_says_that_a_repository_is_a_collection(
    tmp_path: Path, title: str, expected: list[str]
) -> None:
    (tmp_path / "README.md").write_text(title)
    write(tmp_path, f"=== a/web.yaml\n{service('web', '192.0.2.1')}\n=== b/dns.yaml\n{service('dns', '192.0.2.1')}\n")
    options = RunOptions(tmp_path, Config())
    files = discovered_of([str(tmp_path)], options)
    read_files = ReadFiles()
    sources = sources_of(files, [str(tmp_path)], load_catalogue(), options, read_files)

    folders = alternatives(plan_of(sources, [str(tmp_path)], options, read_files)).folders

    assert [folders.get(path, "") for path in ("a/web.yaml", "b/dns.yaml")] == expected


def test_a_readme_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "title").write_text("# Kubernetes examples\n")
    (tmp_path / "README.md").symlink_to(tmp_path / "title")

    assert not is_collection(tmp_path)
