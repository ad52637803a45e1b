"""The options that several commands share; the variable `SVCLINT_<OPTION>` sets each of them."""

from __future__ import annotations

import click

from svclint.light_typing import Any
from svclint.limits import NAMES

LEVELS = click.Choice(["note", "warning", "error"])


def option(name: str, *more: str, **settings: Any) -> click.Option:
    """A click option that an environment variable can set; `settings` are those of `click.Option`."""
    variable = "SVCLINT_" + name.partition("/")[0].removeprefix("--").replace("-", "_").upper()
    return click.Option([name, *more], envvar=variable, **settings)


def rule_folders() -> click.Option:
    """`--rules`, for every command that reads rules."""
    kind = click.Path()
    return option(
        "--rules",
        multiple=True,
        type=kind,
        metavar="DIR",
        help="Folder of custom rules, used in addition to the built-in rules (repeatable).",
    )


def text_or_json() -> click.Option:
    """`--format` for text or JSON. SVCLINT_FORMAT does not set it, because the check has other formats."""
    text = "Output format.  [default: text]"
    return click.Option(["--format"], type=click.Choice(["text", "json"]), default="text", help=text)


def coloring() -> click.Option:
    """`--color`, for every command with coloured output."""
    return option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Use colours; auto honours NO_COLOR and FORCE_COLOR and checks for a terminal.  [default: auto]",
    )


def config_file() -> list[click.Option]:
    """`--config` and `--no-config`, for every command that reads the configuration."""
    return [
        option("--config", type=click.Path(), metavar="FILE", help="Configuration file.  [default: .svclint.yaml]"),
        option("--no-config", is_flag=True, help="Do not read a configuration file."),
    ]


def inventory_files() -> click.Option:
    """`--inventory`, for every command that compares manifests with the inventory."""
    text = "Inventory file of the cluster (repeatable)."
    return option("--inventory", multiple=True, type=click.Path(), metavar="FILE", help=text)


def configuring() -> list[click.Option]:
    """The options of the check and the graph that decide which rules check which files."""
    syntax = " (IDs, groups such as ports/* or prefixes such as pool-, comma-separated, repeatable)"
    return [
        inventory_files(),
        *config_file(),
        rule_folders(),
        option(
            "--select",
            multiple=True,
            metavar="RULES",
            help=f"Run only these rules{syntax}. Unreadable files are still reported.",
        ),
        option("--ignore", multiple=True, metavar="RULES", help=f"Do not run these rules{syntax}."),
        option("--preview", is_flag=True, help="Also run preview rules, whose precision is not yet known."),
        option(
            "--limit",
            multiple=True,
            metavar="NAME=NUMBER",
            help=f"Replace a limit of the run (repeatable): {', '.join(NAMES)}.",
        ),
        option("--cluster", default="", metavar="NAME", help="Check only files of this cluster of the inventory."),
        *rendering(),
    ]


def rendering() -> list[click.Option]:
    """The options that decide whether kustomizations and charts are rendered, and with which programs."""
    program = click.Path()
    return [
        option(
            "--render/--no-render",
            default=None,
            help="Render kustomizations and charts, and check the result.  [default: as configured, else no]",
        ),
        option("--render-network", is_flag=True, help="Allow rendering to fetch remote bases."),
        option("--kustomize", default="", type=program, metavar="FILE", help="kustomize or kubectl executable to use."),
        option("--helm", default="", type=program, metavar="FILE", help="helm executable to use."),
    ]
