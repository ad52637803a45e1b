"""Documents and inventories → Claims: the owner, role, address and location of each use of an address."""
