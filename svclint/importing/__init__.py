"""Files that set up clusters → an inventory that names the source of each value."""
