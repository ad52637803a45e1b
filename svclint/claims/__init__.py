"""Documents and inventories in, claims out: who says what about which address."""
