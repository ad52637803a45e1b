"""Paths and documents → the environment of each file, where a repository holds several: what is not of one cluster.

Siblings are different deployments: the folders of `clusters/`, `overlays/` or `inventory/`, `prod/` next to `dev/`,
`values-a.yaml` next to `values-b.yaml`, `hosts.yaml` next to `hosts-ha.yaml`, and files that each configure a cluster
anew. A file outside of them may be of any environment, so it is compared with none.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.deployment.sample_paths import sample_path
from svclint.documents.list_items import Document
from svclint.documents.node import text_at
from svclint.lazy_dataclasses import dataclass, field
from svclint.lazy_re import regex

# Folders whose folders are environments, and the names in them that are not.
_CONTAINERS = regex(r"clusters|environments?|envs?|overlays|inventor(?:y|ies)|sites|stages|fleets?")
_SHARED = regex(
    r"[._-]?(?:base|bases|common|shared|global|defaults?|all|lib|libs|components?|templates?|group_vars|host_vars)"
)
# An inventory that kubespray ships next to `inventory/sample`, for a cluster on the machine that runs Ansible:
# https://github.com/kubernetes-sigs/kubespray/tree/v2.31.0/inventory/local
_OF_KUBESPRAY = ("inventory", "local")
# Names of environments, wherever they are, and of clusters: a context that gcloud, the AWS CLI or eksctl writes into a
# kubeconfig, and the number of an AWS account.
_ENVIRONMENT = regex(
    r"gke_[a-z0-9.:-]+_[a-z0-9-]+_[a-z0-9-]+|arn.aws[\w-]*.eks.[\w.-]+|[\w.@-]+\.eksctl\.io|\d{12}"
    r"|(?:[\w.]+-)?(?:prod|production|prd|staging|stage|stg|dev|devel|development|testing|test|tst|qa|uat|preprod|pre-prod"
    r"|nonprod|preview|sandbox)(?:-[\w.]+)?"
)
_VALUES = regex(r"values[-._](?P<after>[\w.-]+)|(?P<before>[\w.-]+)[-._]values")
# Inventories of Ansible, of which a run uses one.
_HOSTS = regex(r"(?:hosts|inventory)(?:[-._](?P<after>[\w.-]+))?")
# Clusters that tools create on one machine and delete again. A file of one of these kinds describes nothing else.
_THROW_AWAY = frozenset({("kind.x-k8s.io", "Cluster"), ("k3d.io", "Simple")})
_THROW_AWAY_FOLDERS = frozenset({"kind", "k3d", "minikube", "vagrant"})
_TALCONFIGS = ("talconfig.yaml", "talconfig.yml")
ONE_EACH = frozenset({("kubeadm.k8s.io", "ClusterConfiguration"), ("k0s.k0sproject.io", "ClusterConfig")})
"""Groups and kinds of documents of which a cluster has one."""


@dataclass(frozen=True, slots=True)
class Environments:
    """The environments of files, by path: `siblings` of one another, and clusters that are thrown away.

    `strangers` are files that name another cluster than their own folder does. Which of the siblings an inventory
    describes is unknown if it does not say.
    """

    siblings: Mapping[str, str]
    thrown_away: Mapping[str, str]
    strangers: Mapping[str, str] = field(default_factory=dict)


def is_shared(folder: str) -> bool:
    """Whether the name of a folder says that its siblings, or the clusters in them, share its content."""
    return bool(_SHARED.fullmatch(folder.lower()))


def environments(files: Mapping[str, Sequence[Document]]) -> Environments:
    """The environments of the files, which have these documents."""
    paths = [path for path in files if not sample_path(path, ())]
    return Environments(
        {**siblings(paths), **_configured_anew(files, paths)}, dict(_thrown_away(files)), dict(_strangers(files))
    )


def _thrown_away(files: Mapping[str, Sequence[Document]]) -> Iterator[tuple[str, str]]:
    """Yield the files of throw-away clusters: each is its own cluster, or a folder with the name of the tool is one."""
    for path, documents in files.items():
        folders = path.split("/")[:-1]
        named = next((number for number, folder in enumerate(folders) if folder.lower() in _THROW_AWAY_FOLDERS), None)
        if named is not None:
            yield path, "/".join(folders[: named + 1])
        elif documents and all((document.group, document.kind) in _THROW_AWAY for document in documents):
            yield path, path


def _strangers(files: Mapping[str, Sequence[Document]]) -> Iterator[tuple[str, str]]:
    """Yield (path, cluster) of machine configurations of Talos that the talconfig.yaml of their folder does not make.

    talhelper writes the name of the talconfig into each, so a configuration with another name is not of its cluster.
    """
    for path, documents in files.items():
        folder, file = posixpath.split(path)
        if file in _TALCONFIGS or not documents or documents[0].kind:
            continue
        name = text_at(documents[0].node, "cluster", "clusterName")
        beside = (files.get(posixpath.join(folder, talconfig), ()) for talconfig in _TALCONFIGS)
        names = {text_at(document.node, "clusterName") for documents_beside in beside for document in documents_beside}
        if name and names and name not in names:
            yield path, path


def _configured_anew(files: Mapping[str, Sequence[Document]], paths: Iterable[str]) -> dict[str, str]:
    """The files, and those in their folders, that each contain a document of which a cluster has only one."""
    anew = [path for path in paths if any((item.group, item.kind) in ONE_EACH for item in files[path])]
    if len(anew) < 2:
        return {}
    folders: dict[str, list[str]] = defaultdict(list)
    for path in anew:
        folders[posixpath.dirname(path)].append(path)
    found = {path: path for path in anew}
    homes = {folder: folder for folder, own in folders.items() if len(own) == 1 and folder}
    for path in files:
        folder = posixpath.dirname(path)
        while folder and folder not in folders:
            folder = posixpath.dirname(folder)
        if folder in homes:
            found[path] = folder
    return found


def siblings(paths: Iterable[str]) -> dict[str, str]:
    """Each path in an environment that has siblings, with the name of the outermost one."""
    names: dict[str, set[str]] = defaultdict(set)
    steps: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        steps[path] = [*_candidates(path)]
        for parent, name in steps[path]:
            names[parent].add(name)
    outermost = {
        path: next((name for parent, name in candidates if len(names[parent]) > 1), "")
        for path, candidates in steps.items()
    }
    return {path: name for path, name in outermost.items() if name}


def _candidates(path: str) -> Iterator[tuple[str, str]]:
    """Yield (parent, name) for each part of a path that may name an environment, from the outermost."""
    *folders, file = path.split("/")
    for number, folder in enumerate(folders):
        parent = "/".join(folders[:number])
        if is_shared(folder) or (*folders[max(0, number - 1) : number], folder) == _OF_KUBESPRAY:
            continue
        if number and _CONTAINERS.fullmatch(folders[number - 1].lower()):
            yield f"{parent}/", folder
        elif _ENVIRONMENT.fullmatch(folder.lower()):
            yield f"{parent}:", folder
    stem = file.rpartition(".")[0]
    parent = "/".join(folders)
    if stem.lower().startswith(("hosts", "inventory")) and (match := _HOSTS.fullmatch(stem.lower())):
        yield f"{parent}:hosts", match["after"] or "hosts"
    elif "values" in stem.lower() and (match := _VALUES.fullmatch(stem.lower())):
        yield f"{parent}:values", match["after"] or match["before"]
    elif _ENVIRONMENT.fullmatch(stem.lower()):
        yield f"{parent}:", stem
