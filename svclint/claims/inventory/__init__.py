"""Inventory files → Clusters and Claims: the facts that manifests do not contain."""
