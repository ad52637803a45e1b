"""Paths and options → the cluster of each file, with reasons: the first steps of a check, without any rules."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.claims.catalogue import load_catalogue
from svclint.claims.cluster_membership import Survey, surveyed
from svclint.claims.inventory.native import load_inventories
from svclint.deployment.alternatives import alternatives
from svclint.deployment.read_files import ReadFiles
from svclint.reading import RunOptions, discovered_of, plan_of, sources_of


def survey(paths: Sequence[str], options: RunOptions) -> Survey:
    """The files of each cluster. Raises UsageError for a path or an inventory that cannot be used."""
    catalogue = load_catalogue()
    inventory = load_inventories(options.inventories, options.root)
    discovered = discovered_of(paths, options)
    read_files = ReadFiles()
    sources = sources_of(discovered, paths, catalogue, options, read_files)
    plan = plan_of(sources, paths, options, read_files)
    clusters = tuple(surveyed(plan, inventory.clusters))
    return Survey(clusters, len(sources), len(plan.objects), alternatives(plan).choices)
