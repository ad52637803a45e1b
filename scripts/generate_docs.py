#!/usr/bin/env python3
"""Rules, catalogue, vocabulary and command line → their pages in docs/; `--check` only says which pages are stale.

    generate_docs.py [--check]

The pages are written from what svclint itself reads, so they cannot say anything else than it does. Exit status 1
with --check when a page is missing, differs, or is there without a rule or project of its name.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from docs_markdown import code, entry_title, fenced, role_link, slug, table

from svclint.claims import catalogue
from svclint.claims.roles import ROLES
from svclint.cli.command import COMMANDS, root
from svclint.datafiles import load_all
from svclint.examples import for_people, is_bad
from svclint.findings import rulebook
from svclint.findings.words.registry import CLAIM, CLUSTER, PAIR, ClaimWord, ClusterWord, PairWord, meaning

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
# Folders in which every page is generated.
OWN = ("rules", "catalogue")
NOTE = "<!-- Written by scripts/generate_docs.py; change {} instead. -->\n"
# Columns of the command line's help.
WIDTH = 96

# Plain data at the edge: what a validated YAML file holds. The schema is the type.
Plain = Any


def pages() -> dict[str, str]:
    """Every generated page: its path below docs/, and its text."""
    rules = load_all(rulebook.folder(), "rule")
    projects = load_all(catalogue.folder(), "catalogue")
    made = {f"rules/{rule['id']}.md": rule_page(rule) for rule in rules}
    made |= {f"catalogue/{slug(data['project'])}.md": project_page(data) for data in projects}
    made["rules/index.md"] = rule_index(rules)
    made["catalogue/index.md"] = project_index(projects)
    made["roles.md"] = roles_page(rules, projects)
    made["vocabulary.md"] = vocabulary_page(projects)
    made["cli.md"] = cli_page()
    return made


def rule_page(rule: Plain) -> str:
    """What a rule is, why, what to do, its examples, how to ignore it."""
    facts = [f"`{rule['id']}`", rule["severity"], f"since {rule['since']}"]
    if not rule.get("enabled", True):
        facts.append("off unless selected")
    if "security-severity" in rule:
        facts.append(f"security severity {rule['security-severity']}")
    lines = [NOTE.format(f"rules/{rule['file']}"), f"# {rule['title']}", "", " · ".join(facts), ""]
    lines += ["## Why", "", rule["why"].strip(), "", "## What to do", "", rule["fix"].strip(), ""]
    for heading, bad in (("What is reported", True), ("What is not", False)):
        lines += [f"## {heading}", ""]
        for example in rule["examples"]:
            if is_bad(example, rule["id"]) is bad:
                lines += example_lines(example)
    lines += ["## When it is meant", "", "Say so on the line, or on the one above, with the reason:", ""]
    lines += [*fenced(f"# svclint: ignore[{rule['id']}] the reason, for whoever reads it next"), ""]
    lines += [f"or switch it off for the repository, in `.svclint.yaml`: `rules: {{{rule['id']}: off}}`.", ""]
    lines += ["## References", "", *(f"- <{link}>" for link in rule["references"])]
    return "\n".join(lines) + "\n"


def example_lines(example: Plain) -> list[str]:
    """One example: its files, each under its name, the lines that are reported marked."""
    manifests = example.get("manifests", "")
    several = manifests if isinstance(manifests, dict) else {"Manifest": manifests}
    texts = {"Inventory": example.get("inventory", ""), "`.svclint.yaml`": example.get("config", "")}
    texts |= {name if name == "Manifest" else f"`{name}`": text for name, text in several.items()}
    lines = [f"### {example['title']}", ""]
    for name, text in texts.items():
        if text:
            lines += [f"{name}:", "", *fenced(for_people(text)), ""]
    return lines


def rule_index(rules: Iterable[Plain]) -> str:
    """All rules, by what they protect: the folders of rules/."""
    folders: dict[str, list[Plain]] = defaultdict(list)
    for rule in rules:
        folders[rule["file"].rpartition("/")[0]].append(rule)
    count = sum(len(found) for found in folders.values())
    lines = [
        NOTE.format("rules/"),
        "# Rules",
        "",
        f"{count} rules, in the folders of `rules/`: by what they protect.",
        "",
    ]
    for folder, found in sorted(folders.items()):
        lines += [f"## {folder.replace('-', ' ').capitalize() or 'Others'}", ""]
        rows = [
            (f"[`{one['id']}`]({one['id']}.md)", one["severity"] if one.get("enabled", True) else "off", one["title"])
            for one in sorted(found, key=lambda one: one["id"])
        ]
        lines += [*table(("Rule", "Severity", "Flaw"), rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def sources(stated: str | list[str]) -> str:
    """Where an entry's facts are from: one address, or several."""
    found = [stated] if isinstance(stated, str) else stated
    return ("Source: " if len(found) == 1 else "Sources: ") + ", ".join(f"<{one}>" for one in found)


def project_page(data: Plain) -> str:
    """One project's kinds and fields, with what is read from the examples."""
    lines = [NOTE.format(f"svclint/catalogue/{data['file']}"), f"# {data['project']}", "", data["about"].strip(), ""]
    for entry in data["entries"]:
        lines += [f"## {entry_title(entry)}", "", sources(entry["source"]), ""]
        roots = entry.get("roots", [""])
        rows = [
            (code(root_path + field["path"]), role_link(field["role"]), field.get("syntax", "block"))
            for field in entry["fields"]
            for root_path in roots
        ]
        lines += [*table(("Field", "Role", "Syntax"), rows), ""]
        for example in entry["examples"]:
            lines += [f"### {example['title']}", "", *fenced(example["manifest"]), ""]
            lines += (
                [*(f"- `{claim}`" for claim in example["claims"]), ""] if example["claims"] else ["Claims nothing.", ""]
            )
    return "\n".join(lines).rstrip() + "\n"


def project_index(projects: Iterable[Plain]) -> str:
    """Every project, and the kinds of it that are known."""
    lines = [
        NOTE.format("svclint/catalogue/"),
        "# Catalogue",
        "",
        "Where svclint finds addresses, project by project.",
        "",
    ]
    rows = [
        (
            f"[{data['project']}]({slug(data['project'])}.md)",
            ", ".join(dict.fromkeys(entry_title(entry) for entry in data["entries"])),
        )
        for data in sorted(projects, key=lambda data: data["project"].lower())
    ]
    return "\n".join([*lines, *table(("Project", "Kinds"), rows)]) + "\n"


def roles_page(rules: Iterable[Plain], projects: Iterable[Plain]) -> str:
    """The closed vocabulary of roles: what each means, which projects know it, which rules look at it."""
    looking: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for key in ("claim", "other", "at"):
            for role in rule["policy"].get(key, ()):
                looking[role].add(rule["id"])
    known: dict[str, set[str]] = defaultdict(set)
    for data in projects:
        for entry in data["entries"]:
            for field in entry["fields"]:
                known[field["role"]].add(data["project"])
    lines = [NOTE.format("svclint/claims/roles.py"), "# Roles", ""]
    lines += ["What a claim wants or is. The catalogue, the inventory and the rules use these words and no others.", ""]
    for role, about in ROLES.items():
        lines += [f"## {role}", "", f"{about[0].upper()}{about[1:]}.", ""]
        if known[role]:
            projects_text = ", ".join(f"[{name}](catalogue/{slug(name)}.md)" for name in sorted(known[role]))
            lines += [f"Found in manifests of: {projects_text}.", ""]
        if looking[role]:
            lines += [f"Rules: {', '.join(f'[`{name}`](rules/{name}.md)' for name in sorted(looking[role]))}.", ""]
    return "\n".join(lines).rstrip() + "\n"


def vocabulary_page(projects: Iterable[Plain]) -> str:
    """The names that conditions and messages of rules may use."""
    lines = [NOTE.format("svclint/findings/words/"), "# The vocabulary of rules", ""]
    lines += ["Every name always has a value: the empty one of its type where nothing is known.", ""]
    lines += ["`other.` has the names of `claim.`, in rules for two claims that meet.", ""]
    tables: list[tuple[str, str, Mapping[str, ClaimWord | PairWord | ClusterWord]]] = [
        ("A claim", "claim", CLAIM),
        ("Two claims that meet", "pair", PAIR),
        ("The claim's cluster", "cluster", CLUSTER),
    ]
    for heading, side, words in tables:
        rows = [(f"`{side}.{name}`", word.kind, meaning(word)) for name, word in words.items()]
        lines += [f"## {heading}", "", *table(("Name", "Type", "Meaning"), rows), ""]
    lines += ["## Traits", "", "What the catalogue knows of some claims beside; empty for all others.", ""]
    owners: dict[str, set[str]] = defaultdict(set)
    for data in projects:
        for entry in data["entries"]:
            names_of = [entry.get("traits", {}), *(field.get("traits", {}) for field in entry["fields"])]
            for name in (name for traits in names_of for name in traits):
                owners[name].add(data["project"])
    types = catalogue.load_catalogue().traits
    rows = [
        (f"`claim.{name}`", kind, ", ".join(sorted(owners[name])) or "the inventory")
        for name, kind in sorted(types.items())
    ]
    return "\n".join([*lines, *table(("Name", "Type", "From"), rows)]) + "\n"


def cli_page() -> str:
    """The help of the command and of each subcommand."""
    lines = [NOTE.format("svclint/cli/"), "# Command line", ""]
    lines += [*fenced(help_of(root, "svclint"), "text"), ""]
    for name in COMMANDS:
        command = root.get_command(click.Context(root), name)
        if command is not None:
            lines += [f"## svclint {name}", "", *fenced(help_of(command, f"svclint {name}"), "text"), ""]
        for below in command.list_commands(click.Context(command)) if isinstance(command, click.Group) else ():
            inner = command.get_command(click.Context(command), below)
            if inner is not None:
                full = f"svclint {name} {below}"
                lines += [f"### {full}", "", *fenced(help_of(inner, full), "text"), ""]
    return "\n".join(lines).rstrip() + "\n"


def help_of(command: click.Command, name: str) -> str:
    """What `--help` prints; the width is the page's, whatever terminal this runs in."""
    names = ["--help", "-h"]
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=names
    )
    return command.get_help(context)


def stale(made: Mapping[str, str]) -> list[str]:
    """The pages below docs/ that are missing, differ, or should not be there."""
    there = {path.relative_to(DOCS).as_posix() for folder in OWN for path in (DOCS / folder).glob("*.md")}
    differing = [
        path for path, text in made.items() if not (DOCS / path).is_file() or (DOCS / path).read_text() != text
    ]
    return sorted({*differing, *(there - set(made))})


def main(words: list[str]) -> int:
    """Write what is stale, or only say so."""
    made = pages()
    found = stale(made)
    for path in found:
        if "--check" in words:
            print(f"stale: docs/{path}; run scripts/generate_docs.py", file=sys.stderr)  # noqa: T201 - a script
        elif path in made:
            (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
            (DOCS / path).write_text(made[path], encoding="utf-8")
        else:
            (DOCS / path).unlink()
    return int("--check" in words and bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
