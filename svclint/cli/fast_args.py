"""A command line without option values → its paths and flags, parsed without click.

Most runs look like this (`svclint`, `svclint apps/`, `svclint --hook`), and importing click and declaring all options
takes a fifth of the time of such a run. Click parses everything else: an option with a value, an abbreviation, a
command, an environment variable that sets an option.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Subcommand → the module that defines it, as `command`.
COMMANDS: Mapping[str, str] = {
    "init": "svclint.cli.init",
    "explain": "svclint.cli.explain",
    "free": "svclint.cli.free",
    "inventory": "svclint.cli.inventory",
    "clusters": "svclint.cli.clusters",
    "graph": "svclint.cli.graph",
    "rules": "svclint.cli.rules",
    "test": "svclint.cli.examples",
    "schema": "svclint.cli.schema",
    "completion": "svclint.cli.completion",
}
FLAGS: Mapping[str, str] = {
    "--hook": "hook",
    "--quiet": "quiet",
    "-q": "quiet",
    "--verbose": "verbose",
    "-v": "verbose",
    "--no-config": "no_config",
    "--exit-zero": "exit_zero",
    "--allow-empty": "allow_empty",
    "--show-ignored": "show_ignored",
    "--show-known": "show_known",
    "--statistics": "statistics",
    "--preview": "preview",
    "--fix": "fix",
    "--diff": "diff",
    "--unsafe-fixes": "unsafe_fixes",
    "--render": "render",
    "--render-network": "render_network",
}
# Variables with the prefix that do not set an option.
_NOT_OPTIONS = frozenset({"SVCLINT_CACHE_DIR", "SVCLINT_NO_CACHE"})


def plain(words: Sequence[str], environment: Mapping[str, str]) -> tuple[tuple[str, ...], frozenset[str]] | None:
    """The paths and the names of the flags; None if click has to parse the command line."""
    if words and words[0] in COMMANDS:
        return None
    if any(name.startswith(("SVCLINT_", "_SVCLINT_")) for name in environment.keys() - _NOT_OPTIONS):
        return None
    paths = tuple(word for word in words if word not in FLAGS)
    if any(not path or (path[0] == "-" and path != "-") for path in paths):
        return None
    return paths, frozenset(FLAGS[word] for word in words if word in FLAGS)
