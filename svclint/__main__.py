"""`python -m svclint`: the command `svclint`."""

from __future__ import annotations

from svclint.cli import command

if __name__ == "__main__":
    command()
