"""`python -m svclint` is the command `svclint`."""

from __future__ import annotations

import sys

from svclint.cli import main

if __name__ == "__main__":
    sys.exit(main())
