"""Documents → the deployed objects: by which deployment, to which cluster, and with which values filled in."""
