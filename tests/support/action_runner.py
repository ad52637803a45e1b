"""A small stand-in for GitHub's runner: runs the steps of a composite action.yml as the runner would, or refuses.

It knows what svclint's action uses and no more: `inputs.x`, `steps.id.outputs.x`, `github.event.x`, `||`, `==` with a
string, and the default condition `success()`. A step with `uses:` is answered by a stub that the test hands in.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
TERM = re.compile(r"^(?:inputs\.([\w-]+)|steps\.([\w-]+)\.outputs\.([\w-]+)|'([^']*)'|github\.event\.([\w.]+))$")


Outputs = Mapping[str, Mapping[str, str]]


@dataclass
class Job:
    """What one use of the action left behind; `temp` is its RUNNER_TEMP, `event` what GitHub says of the event.

    There, names in capitals are variables, others what `github.event` has.
    """

    temp: Path
    workspace: Path
    inputs: Mapping[str, str]
    steps: dict[str, Mapping[str, str]]
    event: Mapping[str, str]
    outcome: str = "success"
    log: str = ""
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Runner:
    """Runs the action of the folder `action`; `stubs` maps `owner/name` of a nested action to its outputs."""

    action: Path
    environment: Mapping[str, str]
    stubs: Outputs

    def use(
        self,
        temp: Path,
        workspace: Path,
        given: Mapping[str, str],
        known: Outputs | None = None,
        event: Mapping[str, str] | None = None,
    ) -> Job:
        """Run the action in `workspace` with the inputs `given`; `known` has the outputs of steps that need not run."""
        document = yaml.safe_load((self.action / "action.yml").read_text(encoding="utf-8"))
        assert document["runs"]["using"] == "composite"
        unknown = set(given) - set(document["inputs"])
        assert not unknown, f"the action has no input {sorted(unknown)}"
        values = {name: given.get(name, about.get("default", "")) for name, about in document["inputs"].items()}
        temp.mkdir(parents=True)
        job = Job(temp, workspace, values, dict(known or {}), event or {})
        for number, step in enumerate(document["runs"]["steps"]):
            name = step.get("id", str(number))
            wanted = self.value(step.get("if", "${{ 'true' }}"), job) == "true"
            if job.outcome == "success" and name not in job.steps and wanted:
                job.ran.append(name)
                job.steps[name] = self.nested(step) if "uses" in step else self.script(name, step, job)
        job.outputs = {name: self.value(about["value"], job) for name, about in document["outputs"].items()}
        return job

    def nested(self, step: Mapping[str, str]) -> Mapping[str, str]:
        owner, _, revision = step["uses"].partition("@")
        assert re.fullmatch(r"[0-9a-f]{40}", revision), f"{owner} is not pinned to a commit"
        return self.stubs[owner]

    def script(self, name: str, step: Mapping[str, Any], job: Job) -> Mapping[str, str]:
        """Run `run:` as GitHub runs `shell: bash`; a status other than 0 ends the job."""
        assert "${{" not in step["run"], "an expression in a script is an injection"
        assert step["shell"] == "bash"
        commands = job.temp / "_runner_file_commands" / name
        commands.mkdir(parents=True)
        files = {name: commands / name.lower() for name in ("OUTPUT", "STEP_SUMMARY", "ENV", "PATH", "STATE")}
        for path in files.values():
            path.touch()
        script = job.temp / f"{name}.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=job.workspace,
            env={
                **self.environment,
                **{variable: self.value(value, job) for variable, value in step.get("env", {}).items()},
                **self.variables(job),
                **{f"GITHUB_{variable}": str(path) for variable, path in files.items()},
            },
            text=True, errors="replace", check=False, timeout=300,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        job.log += done.stdout
        job.summary += files["STEP_SUMMARY"].read_text(encoding="utf-8")
        if done.returncode:
            job.outcome = "failure"
        return read_outputs(files["OUTPUT"].read_text(encoding="utf-8"))

    def variables(self, job: Job) -> dict[str, str]:
        """The variables that the runner sets for a pull request, beside the files."""
        return {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_ACTION_PATH": str(self.action), "GITHUB_WORKSPACE": str(job.workspace),
            "GITHUB_REPOSITORY": "example/gitops", "GITHUB_JOB": "svclint", "GITHUB_RUN_ID": "1",
            "GITHUB_REF": "refs/pull/1/merge", "GITHUB_BASE_REF": "main", "GITHUB_HEAD_REF": "topic",
            "GITHUB_SHA": "0" * 40, "GITHUB_SERVER_URL": "https://github.com",
            "RUNNER_TEMP": str(job.temp), "RUNNER_TOOL_CACHE": str(job.temp / "tools"),
            "RUNNER_OS": "Linux", "RUNNER_ARCH": "X64",
            **{name: value for name, value in job.event.items() if name.isupper()},
        }  # fmt: skip

    def value(self, text: str, job: Job) -> str:
        """`text` with its expressions replaced; one that is not known here fails the test."""
        return EXPRESSION.sub(lambda found: evaluate(found.group(1), job), text)


def evaluate(expression: str, job: Job) -> str:
    """The value of an expression as a string."""
    left, equals, right = expression.partition("==")
    if equals:
        return str(evaluate(left.strip(), job) == evaluate(right.strip(), job)).lower()
    if "||" in expression:
        return next(filter(None, (evaluate(term.strip(), job) for term in expression.split("||"))), "")
    term = TERM.match(expression)
    assert term, f"this stand-in does not know the expression {expression}"
    name, step, output, literal, event = term.groups()
    if name:
        return job.inputs[name]
    if event:
        return job.event.get(event, "")
    return literal if literal is not None else job.steps.get(step, {}).get(output, "")


def read_outputs(text: str) -> dict[str, str]:
    """The contents of GITHUB_OUTPUT: `name=value` lines and the form with a delimiter."""
    outputs: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        name, mark, delimiter = line.partition("<<")
        if mark and "=" not in name:
            value: list[str] = []
            for inner in lines:
                if inner == delimiter:
                    break
                value.append(inner)
            else:
                raise AssertionError(f"{name} is not closed")
            outputs[name] = "\n".join(value)
        elif line:
            name, mark, content = line.partition("=")
            assert mark, f"not an output: {line!r}"
            outputs[name] = content
    return outputs


COMMAND = re.compile(r"^\s*::([\w-]+)(?: ([^:]*))?::(.*)$")


def commands(log: str) -> list[tuple[str, str, str]]:
    """The workflow commands that GitHub's runner would obey in a log: (command, properties, message), in order.

    As in actions/runner: `::x::` opens a line, `##[x]` may stand anywhere in it; nothing is obeyed between
    `::stop-commands::token` and `::token::`.
    """
    obeyed: list[tuple[str, str, str]] = []
    token = ""
    for line in re.split(r"\r\n|\r|\n", log):
        found = COMMAND.match(line)
        if token:
            token = "" if found and found.group(1) == token else token
        elif found and found.group(1) == "stop-commands":
            token = found.group(3)
        elif found:
            obeyed.append((found.group(1), found.group(2) or "", found.group(3)))
        elif "##[" in line:
            obeyed.append(("##[", "", line))
    assert not token, "commands stay stopped: later steps of the job would lose theirs"
    return obeyed
