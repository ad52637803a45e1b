"""Every catalogue entry's own examples: what they list is extracted, and nothing else."""

from __future__ import annotations

import pytest

from svclint.claims.catalogue import build, folder
from svclint.datafiles import load_all
from svclint.examples import Outcome, run_catalogue

FILES = load_all(folder(), "catalogue")
OUTCOMES = [outcome for data in FILES for outcome in run_catalogue(data)]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: f"{outcome.subject}: {outcome.title}")
def test_the_example_claims_what_it_lists(outcome: Outcome) -> None:
    assert outcome.problems == ()


def test_the_projects_fit_each_other() -> None:
    build(FILES)


def test_a_project_has_one_file() -> None:
    projects = [data["project"] for data in FILES]
    assert sorted(set(projects)) == sorted(projects)
