"""`svclint inventory import`: files that set clusters up → an inventory on standard output, or merged into a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from svclint.cli.output import STANDARD_OUTPUT, check_target, say, show, write
from svclint.errors import UsageError

if TYPE_CHECKING:
    from svclint.importing.imported import Imported, Note

HELP = """Generate an inventory from the files that set up clusters.

FROM are files and folders; the default is the current folder. svclint reads kubeconfigs, kubeadm, KubeKey, kubespray
and other Ansible inventories, k3s and RKE2, Talos and talhelper, Cluster API, kube-vip, and the output of `kubectl get
-o yaml`. A comment after each value names the file and line it comes from. Facts that no file states are left out.
Folders of samples, archives and tests are skipped unless you name them.

If the --output file exists, missing facts are added to it. Existing values are kept; if the files state something else,
the difference is reported.
"""


def run(paths: tuple[str, ...], output: str, cluster: str, merge: bool, quiet: bool) -> int:  # noqa: FBT001 - click's
    """Import, then print or write. Raises UsageError where nothing is found or the output cannot be written."""
    if output != STANDARD_OUTPUT:
        check_target(output)
    found = found_in(paths, cluster)
    tell(found.notes, quiet=quiet)
    if output != STANDARD_OUTPUT and merge and os.path.exists(output):
        return _merge(found, output, quiet=quiet)
    from svclint.importing.emit import written

    text = written(found)
    if output == STANDARD_OUTPUT:
        show(text)
    else:
        write(output, text)
        _said(f"{output}: written ({_amount(found)})", quiet=quiet)
    return 0


def found_in(paths: tuple[str, ...], cluster: str) -> Imported:
    """What the files state, with places relative to the repository. Raises UsageError where they state nothing."""
    from svclint.config import find_root
    from svclint.importing.importer import imported

    places = paths or (".",)
    try:
        start = Path(os.path.commonpath([os.path.abspath(one) for one in places]))
    except ValueError:  # several drives
        start = Path(os.path.abspath(places[0]))
    found = imported(places, find_root(start), cluster)
    if not found.clusters:
        tell(found.notes, quiet=False)
        raise UsageError(
            f"no file in {', '.join(places)} describes a cluster in a supported format; "
            "run `svclint inventory import --help` for the list of formats"
        )
    return found


def tell(notes: tuple[Note, ...], *, quiet: bool) -> None:
    """The notes of an import, on standard error."""
    from svclint.importing.emit import place_text

    for one in notes if not quiet else ():
        say(f"{one.text} ({place_text(one.place)})" if one.place else one.text)


def _merge(found: Imported, output: str, *, quiet: bool) -> int:
    from svclint.config import find_root
    from svclint.importing.diff_report import sentence
    from svclint.importing.edit import merged
    from svclint.user_file import read_settings

    path = Path(output).absolute()
    settings = read_settings(path, find_root(path), "inventory")
    result = merged(settings, found)
    for one in result.conflicts:
        say(f"not changed: cluster {one.cluster}, {sentence(one, settings.file)}")
    if not result.added:
        _said(f"{output}: up to date", quiet=quiet)
        return 0
    write(output, result.text)
    _said(f"{output}: added {len(result.added)} of the facts that the files state", quiet=quiet)
    return 0


def _amount(found: Imported) -> str:
    files = "1 file" if found.files == 1 else f"{found.files} files"
    clusters = "1 cluster" if len(found.clusters) == 1 else f"{len(found.clusters)} clusters"
    return f"{clusters} from {files}"


def _said(text: str, *, quiet: bool) -> None:
    if not quiet:
        say(text)


command = click.Command(
    "import",
    help=HELP,
    params=[
        click.Argument(["paths"], nargs=-1, metavar="[FROM]...", type=click.Path()),
        click.Option(
            ["--output", "-o"],
            default=STANDARD_OUTPUT,
            metavar="FILE",
            help="Write to FILE instead of standard output; an existing file is updated.",
        ),
        click.Option(
            ["--cluster"], default="", metavar="NAME", help="The name of the cluster, or which cluster to import."
        ),
        click.Option(["--merge/--replace"], default=True, help="Add missing facts to an existing FILE, or replace it."),
        click.Option(["--quiet", "-q"], is_flag=True, help="Do not report what was left out."),
    ],
    callback=run,
)
