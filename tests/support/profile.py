"""How much the tests of this run try: what a commit needs, or everything (`make test-all`)."""

from __future__ import annotations

import os

PROFILE = os.environ.get("SVCLINT_HYPOTHESIS", "same")
