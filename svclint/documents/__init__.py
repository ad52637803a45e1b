"""The first wing: bytes → Documents, and a flaw for each file or part of a file that cannot be read."""
