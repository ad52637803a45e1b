"""Rules and catalogue → the page docs/how-it-works/sources.md: what each statement rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docs_markdown import Plain, entry_title, many, slug, table

INTRODUCTION = """# Sources

What each rule and each catalogue entry rests on: a file of the project at a release or commit, a standard, or a page of
its documentation. A test requires a source for each of them, and rejects files on a branch that moves. An issue among
the sources shows that the mistake happened to users. The facts about service proxies have their sources on the page
about [service proxy modes](proxy-modes.md).

[Decision 18](../decisions/0018-what-each-rule-rests-on.md) records what the comparison with these sources changed.
"""
_FILE = re.compile(r"https://github\.com/[^/]+/(?P<name>[^/]+)/(?:blob|tree)/(?P<revision>[^/]+)/(?P<path>[^#]+)")
_THREAD = re.compile(r"https://github\.com/[^/]+/(?P<name>[^/]+)/(?:issues|pull)/(?P<number>\d+)")
# A full commit is as unique with its first digits.
_COMMIT = re.compile(r"[0-9a-f]{40}")


def sources_page(rules: Iterable[Plain], projects: Iterable[Plain]) -> str:
    """A table of the rules, and one of the catalogue's entries."""
    lines = [INTRODUCTION, "## Rules", "", *table(("Rule", "Sources"), _rule_rows(rules)), ""]
    lines += ["## Catalogue", "", *table(("Project", "Entry", "Sources"), _entry_rows(projects))]
    return "\n".join(lines) + "\n"


def _rule_rows(rules: Iterable[Plain]) -> Iterator[tuple[str, str]]:
    for rule in sorted(rules, key=lambda rule: str(rule["id"])):
        yield f"[`{rule['id']}`](../rules/{rule['id']}.md)", _links(rule["references"])


def _entry_rows(projects: Iterable[Plain]) -> Iterator[tuple[str, str, str]]:
    for project in sorted(projects, key=lambda project: str(project["project"]).lower()):
        page = f"[{project['project']}](../catalogue/{slug(project['project'])}.md)"
        for entry in project["entries"]:
            urls = [url for part in (entry, *entry.get("fields", [])) for url in many(part.get("source", []))]
            yield page, entry_title(entry), _links(dict.fromkeys(url.partition("#")[0] for url in urls))


def _links(urls: Iterable[str]) -> str:
    return ", ".join(f"[{_label(url)}]({url})" for url in urls)


def _label(url: str) -> str:
    """`metallb v0.16.1 allocator.go`, `kubernetes#66966`, or the name of a page's host and its last part."""
    if file := _FILE.match(url):
        revision = file["revision"].replace("%2B", "+")
        short = revision[:8] if _COMMIT.fullmatch(revision) else revision
        return f"{file['name']} {short} {file['path'].rstrip('/').rpartition('/')[2]}"
    if thread := _THREAD.match(url):
        return f"{thread['name']}#{thread['number']}"
    host, _, path = url.removeprefix("https://").partition("/")
    last = path.partition("#")[0].rstrip("/").rpartition("/")[2]
    return f"{host.removeprefix('www.')} {last}".strip()
