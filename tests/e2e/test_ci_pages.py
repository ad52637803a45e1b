"""The pipelines that pages of CI systems show: each fits the schema of its system, and its scripts pass shellcheck."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.sandbox import BIN, ROOT, clean_environment, run

FENCE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
TEMPLATE = ROOT / "templates/svclint.yml"
CHECK = (BIN / "check-jsonschema", "--builtin-schema")


def shown(page: str) -> list[str]:
    """The YAML that a page of an integration shows."""
    return FENCE.findall((ROOT / f"docs/integrations/{page}.md").read_text(encoding="utf-8"))


def checked(scripts: list[str], shell: str, folder: Path) -> None:
    for number, script in enumerate(scripts):
        path = folder / f"{number}.sh"
        path.write_text(script)
        run(BIN / "shellcheck", f"--shell={shell}", path, cwd=folder, env=clean_environment(folder))


@pytest.fixture(scope="module")
def component() -> tuple[dict[str, Any], dict[str, Any]]:
    """The header of the component of GitLab, and the rest of it."""
    header, rest = yaml.safe_load_all(TEMPLATE.read_text(encoding="utf-8"))
    return header, rest


def test_gitlab_pipelines_fit_the_schema(component: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path) -> None:
    texts = [*shown("gitlab"), yaml.safe_dump(component[1])]
    assert len(texts) == 3
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.yml"
        path.write_text(text)
        run(*CHECK, "vendor.gitlab-ci", path, cwd=tmp_path, env=clean_environment(tmp_path))


def test_the_component_uses_its_inputs(component: tuple[dict[str, Any], dict[str, Any]]) -> None:
    header, rest = component
    inputs = header["spec"]["inputs"]
    assert set(re.findall(r"\$\[\[ inputs\.([a-z]+) \]\]", yaml.safe_dump(rest))) == set(inputs)
    [example] = yaml.safe_load(shown("gitlab")[0])["include"]
    assert set(example["inputs"]) <= set(inputs)
    assert {name for name, about in inputs.items() if "default" not in about} <= set(example["inputs"])


def test_inputs_reach_the_scripts_of_the_component_only_as_variables(
    component: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    job = component[1]["svclint"]
    assert "$[[" not in "".join([*job["before_script"], *job["script"]])


def test_the_job_shown_is_the_job_of_the_component(component: tuple[dict[str, Any], dict[str, Any]]) -> None:
    job, own = yaml.safe_load(shown("gitlab")[1])["svclint"], component[1]["svclint"]
    assert job["artifacts"] == own["artifacts"]
    assert job["rules"] == own["rules"]
    assert own["script"] == [f"{job['script'][0]} $SVCLINT_OPTIONS"]


def test_the_azure_pipeline_fits_the_schema(tmp_path: Path) -> None:
    [text] = shown("azure-devops")
    path = tmp_path / "azure-pipelines.yml"
    path.write_text(text)
    run(
        *CHECK,
        "vendor.azure-pipelines",
        "--regex-variant=nonunicode",
        path,
        cwd=tmp_path,
        env=clean_environment(tmp_path),
    )
    scripts = [step["script"] for step in yaml.safe_load(text)["steps"] if "script" in step]
    checked(scripts, "bash", tmp_path)
    assert "$(" not in "".join(scripts)


def test_the_task_of_tekton_is_complete(tmp_path: Path) -> None:
    """Every variable in it is declared, and none is a part of the script."""
    [text] = shown("tekton")
    spec = yaml.safe_load(text)["spec"]
    declared = {f"{kind}.{item['name']}" for kind in ("params", "workspaces", "results") for item in spec[kind]}
    used = set(re.findall(r"\$\(((?:params|workspaces|results)\.[\w-]+)", text))
    assert used == declared
    [step] = spec["steps"]
    assert not re.search(r"\$\((params|workspaces|results)", step["script"])
    checked([step["script"]], "sh", tmp_path)
