"""Questions about a checked repository → answers: whose an address is, what is free, why nothing was reported."""
