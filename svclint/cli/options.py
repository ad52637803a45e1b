"""Options that several commands share, each with its own variable `SVCLINT_<OPTION>`."""

from __future__ import annotations

from typing import Any

import click

LEVELS = click.Choice(["note", "warning", "error"])


def option(name: str, *more: str, **settings: Any) -> click.Option:
    """A click option, which the environment can set too; `settings` are click's own."""
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
    """`--format` of what is told as text or as JSON; a variable that sets the check's format is not for it."""
    told = "Output format.  [default: text]"
    return click.Option(["--format"], type=click.Choice(["text", "json"]), default="text", help=told)


def coloring() -> click.Option:
    """`--color`, for every command that colours what it prints."""
    return option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Use colours; auto honours NO_COLOR and FORCE_COLOR and checks for a terminal.  [default: auto]",
    )


def config_file() -> list[click.Option]:
    """`--config` and `--no-config`, for every command that minds the configuration."""
    return [
        option("--config", type=click.Path(), metavar="FILE", help="Configuration file.  [default: .svclint.yaml]"),
        option("--no-config", is_flag=True, help="Do not read a configuration file."),
    ]


def inventory_files() -> click.Option:
    """`--inventory`, for every command that holds manifests against the inventory."""
    told = "Inventory file of the cluster (repeatable)."
    return option("--inventory", multiple=True, type=click.Path(), metavar="FILE", help=told)


def configuring() -> list[click.Option]:
    """What decides which rules look at what: the options of the check and of the graph."""
    several = " (comma-separated, repeatable)"
    return [
        inventory_files(),
        *config_file(),
        rule_folders(),
        option(
            "--select",
            multiple=True,
            metavar="RULES",
            help=f"Run only these rules{several}. Unreadable files are still reported.",
        ),
        option("--ignore", multiple=True, metavar="RULES", help=f"Do not run these rules{several}."),
        option("--cluster", default="", metavar="NAME", help="Check only files of this cluster of the inventory."),
        *rendering(),
    ]


def rendering() -> list[click.Option]:
    """What decides whether, and with what, kustomizations and charts are rendered."""
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
