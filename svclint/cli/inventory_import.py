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

HELP = """Write an inventory from the files that set clusters up.

FROM are files and folders, the current one when none is given: kubeconfigs, kubeadm, KubeKey, kubespray and other
Ansible inventories, k3s and RKE2, Talos and talhelper, Cluster API, kube-vip, and what `kubectl get -o yaml` prints.
Each value is followed by the place that states it; what no file states is left out. Samples, archives and tests below
a folder are passed over; name them to have them read.

An --output that exists is filled in: what stands in it stays, and where the files say otherwise that is told.
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
        _said(f"{output}: written, {_amount(found)}", quiet=quiet)
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
            f"no file in {', '.join(places)} sets up a cluster in a form that svclint reads; "
            "see `svclint inventory import --help` for those that it does"
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
        say(f"left as it is: cluster {one.cluster}, {sentence(one, settings.file)}")
    if not result.added:
        _said(f"{output}: nothing to fill in", quiet=quiet)
        return 0
    write(output, result.text)
    _said(f"{output}: filled in {len(result.added)} of what the files state", quiet=quiet)
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
            help="Write to FILE, not to standard output; one that exists is filled in.",
        ),
        click.Option(["--cluster"], default="", metavar="NAME", help="The cluster's name, or which of several."),
        click.Option(["--merge/--replace"], default=True, help="Fill in a FILE that exists, or write it anew."),
        click.Option(["--quiet", "-q"], is_flag=True, help="Say nothing of what was left out."),
    ],
    callback=run,
)
