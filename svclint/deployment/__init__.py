"""Documents in; the objects that are deployed out: by whom, to which cluster, and with which values filled in."""
