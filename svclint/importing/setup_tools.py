"""A document → the tool that it configures, its rank as a source (live cluster, setup, manifest, …), and its scope."""

from __future__ import annotations

import enum

from svclint.documents.node import text_at
from svclint.documents.read import Document, SourceFile
from svclint.lazy_dataclasses import replace


class Rank(enum.IntEnum):
    """The precedence of sources: objects of the live cluster, setup files, defaults, kubeconfigs, manifests."""

    DUMP = 0
    SETUP = 1
    DEFAULTS = 2
    KUBECONFIG = 3
    MANIFEST = 4


# API groups whose objects set up clusters, with the tool.
_SETUP_GROUPS = {
    "kubeadm.k8s.io": "kubeadm",
    "kubeproxy.config.k8s.io": "kubeadm",
    "kubelet.config.k8s.io": "kubeadm",
    "kubekey.kubesphere.io": "KubeKey",
    "cluster.x-k8s.io": "Cluster API",
    "infrastructure.cluster.x-k8s.io": "Cluster API",
    "controlplane.cluster.x-k8s.io": "Cluster API",
    "bootstrap.cluster.x-k8s.io": "Cluster API",
    "anywhere.eks.amazonaws.com": "EKS Anywhere",
    "eksctl.io": "eksctl",
    "kops.k8s.io": "kOps",
    "k0s.k0sproject.io": "k0s",
    "k0sctl.k0sproject.io": "k0s",
    "kind.x-k8s.io": "kind",
    "ran.openshift.io": "OpenShift",
    "siteconfig.open-cluster-management.io": "OpenShift",
}
_TALOS_KINDS = frozenset(
    {"Layer2VIPConfig", "HCloudVIPConfig", "LinkConfig", "BondConfig", "VLANConfig", "ResolverConfig",
     "StaticHostConfig", "BridgeConfig", "HostnameConfig", "VRFConfig", "VethConfig", "WireguardConfig",
     "DummyLinkConfig", "BGPInstanceConfig", "TimeSyncConfig", "KubeAPIServerConfig", "KubeClusterConfig",
     "KubeNetworkConfig", "KubeNodeConfig", "KubeProxyConfig", "KubeletConfig"}
)  # fmt: skip
# Documents of a cluster template of Omni; they have no apiVersion.
_OMNI_KINDS = frozenset({"Cluster", "ControlPlane", "Workers", "Machine"})
# Keys that identify the tool of a document without a kind; the first set that is contained counts.
_KEYS = (
    ("topf", frozenset({"clusterName", "clusterEndpoint"})),
    ("talhelper", frozenset({"clusterName", "endpoint", "nodes"})),
    ("talhelper", frozenset({"clusterName", "talosVersion"})),
    ("cluster-template", frozenset({"cluster_api_addr"})),
    ("cluster-template", frozenset({"node_cidr", "cluster_pod_cidr"})),
    ("OpenShift", frozenset({"baseDomain", "networking"})),
    ("Talos", frozenset({"machine"})),
    ("Talos", frozenset({"cluster"})),
    ("RKE", frozenset({"nodes", "services"})),
    ("cluster-template", frozenset({"nodes"})),
)
_ANSIBLE_FOLDERS = frozenset({"group_vars", "host_vars", "defaults", "vars", "inventory"})
_K3S_FIELDS = frozenset(
    {"tls-san", "cluster-cidr", "service-cidr", "node-ip", "cluster-init", "write-kubeconfig-mode", "token-file",
     "disable-kube-proxy", "flannel-backend", "cluster-dns", "node-external-ip", "kubelet-arg"}
)  # fmt: skip
# Folders with parts of one cluster's configuration; the scope of their files is the folder above.
_INNER = frozenset(
    {"patches", "controller", "controllers", "controlplane", "control-plane", "worker", "workers", "global", "nodes",
     "clusterconfig", "group_vars", "host_vars", "all", "k8s_cluster", "kubernetes", "master", "masters", "roles",
     "defaults", "vars", "machines", "node"}
)  # fmt: skip
_ANSIBLE_TOP = ("group_vars", "host_vars", "roles")


def family_of(document: Document) -> tuple[str, Rank]:
    """The name of the tool that the document belongs to (empty for a manifest) and the rank of the document."""
    node = document.node
    if not document.kind:
        keys = {key.text for key, _ in node.entries}
        folders = set(document.file.split("/")[:-1])
        for family, required in _KEYS:
            if required <= keys:
                return family, Rank.SETUP
        if not _ANSIBLE_FOLDERS.isdisjoint(folders) or _is_host_list(document.file):
            return "Ansible", Rank.DEFAULTS if "defaults" in folders else Rank.SETUP
        if not _K3S_FIELDS.isdisjoint(keys) or {"server", "token"} <= keys:
            return "k3s", Rank.SETUP
        return "", Rank.MANIFEST
    if not document.version and document.kind in _OMNI_KINDS:
        return "Omni", Rank.SETUP
    if document.kind == "Config" and not document.group:
        return "kubeconfig", Rank.KUBECONFIG
    if document.group in _SETUP_GROUPS:
        return _SETUP_GROUPS[document.group], Rank.SETUP
    if not document.group and document.version == "v1alpha1" and document.kind in _TALOS_KINDS:
        return "Talos", Rank.SETUP
    if document.kind == "Node" or text_at(node, "metadata", "uid") or text_at(node, "metadata", "resourceVersion"):
        return "dump", Rank.DUMP
    return "", Rank.MANIFEST


def setup_only(source: SourceFile) -> SourceFile:
    """The file with only those of its documents that configure the tool of a cluster, and without flaws."""
    documents = tuple(document for document in source.documents if family_of(document)[1] == Rank.SETUP)
    return replace(source, documents=documents, flaws=())


def _is_host_list(file: str) -> bool:
    return file.rpartition("/")[2].lower().startswith(("hosts", "inventory"))


def scope_of(file: str, family: str) -> str:
    """The folder whose cluster a file of a tool describes; empty for the root."""
    folders = file.split("/")[:-1]
    if family == "Ansible":
        cut = next((number for number, folder in enumerate(folders) if folder in _ANSIBLE_TOP), len(folders))
        return "/".join(folders[:cut])
    if family in ("Talos", "talhelper", "topf", "k3s", "kubeadm"):
        while folders and folders[-1] in _INNER:
            folders.pop()
    return "/".join(folders)
