"""A repository → the files that svclint needs in it: an inventory, a hook, a workflow; the command writes them."""
