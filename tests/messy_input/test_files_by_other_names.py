"""Files that kubectl or kustomize read though their names are not those of manifests."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.messy_repositories import TAKES, VIP, Repository, service

SERVICE = service(f"externalIPs: [{VIP}]")
PLAIN = service("type: ClusterIP")


def test_a_link_to_a_file_of_the_repository_is_read_under_its_name(repository: Repository) -> None:
    repository.write("s.txt", SERVICE)
    (repository.root / "a.yaml").symlink_to("s.txt")

    assert repository.findings() == [f"{TAKES} a.yaml:6:17"]
    assert repository.files() == {"read": 1}


def test_a_file_is_read_once_whatever_leads_to_it(repository: Repository) -> None:
    repository.write("b.yaml", SERVICE)
    (repository.root / "a.yaml").symlink_to("b.yaml")

    assert repository.findings() == [f"{TAKES} b.yaml:6:17"]


def test_a_link_that_leads_out_is_counted_and_not_read(repository: Repository) -> None:
    outside = repository.root.parent / f"{repository.root.name}-outside.yaml"
    outside.write_text(SERVICE)
    (repository.root / "a.yaml").symlink_to(outside)
    repository.write("b.yaml", PLAIN)

    assert repository.findings() == []
    assert repository.files()["unreadable"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "resources: [s.txt, b.yaml]\n",
        "namePrefix: x-\nresources: [b.yaml, ./s.txt]\nimages: []\n",
        "resources: [b.yaml]\npatches:\n- path: s.txt\n",
        "resources: [b.yaml]\npatchesStrategicMerge: [s.txt]\n",
        "resources: [link]\n",
    ],
)
def test_what_a_kustomization_names_is_read_whatever_its_name(repository: Repository, text: str) -> None:
    repository.write("s.txt", SERVICE)
    repository.write("b.yaml", PLAIN if "atch" in text else "a: b\n")
    repository.write("kustomization.yaml", text)
    (repository.root / "link").symlink_to("s.txt")

    assert [one.split()[0] for one in repository.findings()] == [TAKES]


def test_a_kustomization_without_an_ending_is_one(repository: Repository) -> None:
    repository.write("s.txt", SERVICE)
    repository.write("Kustomization", "resources: [s.txt]\n")
    repository.write("other-Kustomization", SERVICE)

    assert repository.findings() == [f"{TAKES} s.txt:6:17"]


def test_settings_that_a_link_leads_out_to_are_not_read(repository: Repository) -> None:
    outside = repository.root.parent / f"{repository.root.name}-patch.yaml"
    outside.write_text(SERVICE)
    (repository.root / "patch.yaml").symlink_to(outside)
    repository.write("b.yaml", PLAIN)
    repository.write("kustomization.yaml", "resources: [b.yaml]\npatches:\n- path: patch.yaml\n")

    assert repository.findings() == []


def test_what_a_kustomization_names_elsewhere_is_not_read(repository: Repository) -> None:
    outside = repository.root.parent / f"{repository.root.name}-outside.txt"
    outside.write_text(SERVICE)
    for name in ("a.txt", "excluded.txt", ".git/c.txt", "sub/d.txt"):
        repository.write(name, SERVICE)
    (repository.root / "link.txt").symlink_to(outside)
    repository.write(
        "sub/kustomization.yaml", f"resources: [../../{outside.name}, ../link.txt, ../.git/c.txt, ../a.txt]\n"
    )

    assert repository.findings("sub") == []
    repository.write("sub/kustomization.yaml", f"resources: [../../{outside.name}, ../link.txt, ../.git/c.txt]\n")
    assert repository.findings() == []


def test_a_branch_s_base_has_the_same_names(repository: Repository) -> None:
    repository.write("s.txt", SERVICE)
    (repository.root / "a.yaml").symlink_to("s.txt")
    git = ("git", "-C", str(repository.root), "-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "a")):
        subprocess.run([*git, *words], check=True)

    (finding,) = repository.result(diff_base="HEAD").findings
    assert finding.known
