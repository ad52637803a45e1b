#!/usr/bin/env bash
# Writes the runner's own Python to GITHUB_OUTPUT as `path`, or nothing when it is older than svclint needs.
set -euo pipefail

python="$(command -v python3 || true)"
# -I: no module of the repository under test may be imported from the current folder.
if [[ -n "$python" ]] && "$python" -I -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'; then
  printf 'path=%s\n' "$python" >>"$GITHUB_OUTPUT"
fi
