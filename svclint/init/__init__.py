"""A repository → what svclint needs in it: an inventory, a hook, a workflow; nothing is written here."""
