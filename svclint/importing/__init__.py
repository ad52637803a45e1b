"""Files that set up clusters → an inventory that names the source of each value.

`sources` finds the files, `hosts` (with `ansible_ini`) reads Ansible inventories, `statements` turns both into claims,
`cluster_groups` and `assign` form the clusters, and `cluster` (with `nodes`) builds the entries.
"""
