"""`svclint inventory import`: files that set up clusters → an inventory, printed or merged into a file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from svclint.cli.output import STANDARD_OUTPUT, check_target, say, show, write
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.importing.imported import Imported, Note

HELP = """Generate an inventory from the files that set up clusters.

FROM are files and folders; the default is the current folder. svclint reads kubeconfigs, kubeadm, KubeKey, kubespray
and other Ansible inventories, k3s and RKE2, Talos, talhelper and Omni, Cluster API, variables files of Terraform and
OpenTofu, kube-vip, and the output of `kubectl get -o yaml`. A CSV file that you name is a table of addresses in use, as
NetBox, phpIPAM and DHCP servers export it. A comment after each value names the file and line it comes from. Facts that
no file states, or that files state differently, are left out. Folders of samples, archives and tests are skipped unless
you name them.

If the --output file exists, missing facts are added to it. Existing values are kept; if the files state something else,
the difference is reported.
"""


def run(paths: tuple[str, ...], output: str, cluster: str, merge: bool, quiet: bool) -> int:  # noqa: FBT001 - click's
    """Import, then print or write the inventory. Raises UsageError for no cluster or an unusable output."""
    if output != STANDARD_OUTPUT:
        check_target(output)
    imported = import_from(paths, cluster)
    print_notes(imported.notes, quiet=quiet)
    if output != STANDARD_OUTPUT and merge and os.path.exists(output):
        return _merge(imported, output, quiet=quiet)
    from svclint.importing.emit import written

    text = written(imported)
    if output == STANDARD_OUTPUT:
        show(text)
    else:
        write(output, text)
        _report(f"{output}: written ({_amount(imported)})", quiet=quiet)
    return 0


def import_from(paths: tuple[str, ...], cluster: str) -> Imported:
    """The clusters that the files state, with locations relative to the repository. Raises UsageError for none."""
    from svclint.importing.importer import imported
    from svclint.repository import find_root

    places = paths or (".",)
    try:
        start = Path(os.path.commonpath([os.path.abspath(place) for place in places]))
    except ValueError:  # several drives
        start = Path(os.path.abspath(places[0]))
    result = imported(places, find_root(start), cluster)
    if not result.clusters:
        print_notes(result.notes, quiet=False)
        raise UsageError(
            f"no file in {', '.join(places)} describes a cluster in a supported format; "
            "run `svclint inventory import --help` for the list of formats, or `svclint inventory new` for an "
            "inventory to fill in"
        )
    return result


def print_notes(notes: tuple[Note, ...], *, quiet: bool) -> None:
    """Print the notes of an import on standard error, unless `quiet`."""
    from svclint.importing.emit import place_text

    for note in notes if not quiet else ():
        say(f"{note.text} ({place_text(note.place)})" if note.place else note.text)


def _merge(imported: Imported, output: str, *, quiet: bool) -> int:
    from svclint.importing.diff_report import sentence
    from svclint.importing.edit import merged
    from svclint.repository import find_root
    from svclint.user_file import read_settings

    path = Path(output).absolute()
    settings = read_settings(path, find_root(path), "inventory")
    result = merged(settings, imported)
    for conflict in result.conflicts:
        say(f"not changed: cluster {conflict.cluster}, {sentence(conflict, settings.file)}")
    if not result.added:
        _report(f"{output}: up to date", quiet=quiet)
        return 0
    write(output, result.text)
    _report(f"{output}: added {len(result.added)} of the facts that the files state", quiet=quiet)
    return 0


def _amount(imported: Imported) -> str:
    files = "1 file" if imported.files == 1 else f"{imported.files} files"
    clusters = "1 cluster" if len(imported.clusters) == 1 else f"{len(imported.clusters)} clusters"
    return f"{clusters} from {files}"


def _report(text: str, *, quiet: bool) -> None:
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
