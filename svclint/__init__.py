"""The linter that knows whose address it is."""

__version__ = "0.1.0"
