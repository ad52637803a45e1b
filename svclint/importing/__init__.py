"""Files that set clusters up → an inventory that says where each of its values came from."""
