#!/usr/bin/env bash
# Installs this revision of svclint, from the action's own folder, into a fresh virtual environment in RUNNER_TEMP;
# writes its folder to GITHUB_OUTPUT as `venv`. Everything fetched is a wheel whose hash stands in requirements.lock.
set -euo pipefail

# Not in the repository under test: neither Python (-I) nor pip may meet its files.
cd -- "$RUNNER_TEMP"
venv="$(mktemp -d "$RUNNER_TEMP/svclint-venv.XXXXXX")"
"$PYTHON" -I -m venv "$venv"
pip=("$venv/bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check)
"${pip[@]}" --require-hashes --only-binary=:all: --requirement "$GITHUB_ACTION_PATH/action/requirements.lock"
"${pip[@]}" --no-index --no-deps --no-build-isolation "$GITHUB_ACTION_PATH"
"$venv/bin/svclint" --version
printf 'venv=%s\n' "$venv" >>"$GITHUB_OUTPUT"
