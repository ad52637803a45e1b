# All development commands; run `make` to list them. They need Python 3.11 or newer, git and PyPI, and npm for the SARIF
# validator, which is skipped without npm.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
LOCK := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --custom-compile-command "make lock"

.PHONY: help demo test test-all lint self format types docs generate mutate bench bench-large fuzz wheel release-check lock tools clean

help: ## list all commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(INSTALLED) ## check the founding incident; svclint must report it
	@status=0; $(BIN)/svclint examples/founding-incident || status=$$?; \
	if [ $$status -ne 1 ]; then echo "demo: expected exit status 1 (a finding), got $$status" >&2; exit 1; fi; \
	echo; echo "svclint exited with status 1, because there is a finding."

# Each file of tests has one worker, because the end-to-end tests of a file share what they installed.
test: lint self docs tools ## check style, types, layers and docs, and run all tests; under 10 minutes on 2 cores
	$(BIN)/pytest -n 2 --dist loadfile

test-all: test ## and what takes longer: the growth of all shapes, and five times as many random examples
	$(BIN)/pytest -n 2 -m slow
	SVCLINT_HYPOTHESIS=thorough $(BIN)/pytest -n 2 --dist loadfile $$(grep -rl --include='test_*.py' '^from hypothesis' tests | sort)

lint: $(INSTALLED) ## check style, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

self: $(INSTALLED) ## check this repository with svclint itself
	$(BIN)/svclint --severity warning .

format: $(INSTALLED) ## fix what ruff can fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(INSTALLED) ## build the site into site/; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

generate: $(INSTALLED) ## regenerate reference pages and command output in README.md and docs/
	$(BIN)/python scripts/generate_docs.py
	SVCLINT_UPDATE_BLOCKS=1 $(BIN)/pytest -n 0 tests/test_readme.py

mutate: $(INSTALLED) ## list the parts of svclint's own rules that no example holds in place
	$(BIN)/svclint test rules --mutate

bench: $(INSTALLED) ## measure start-up, reading, and growth from 500 to 2,000 objects
	$(BIN)/python -m tests.bench

bench-large: $(INSTALLED) ## measure growth from 10,000 to 100,000 objects; takes hours
	$(BIN)/python -m tests.bench claims large

fuzz: $(INSTALLED) ## run the guided fuzzer, 10 minutes for each target; FUZZ="--seconds 3600 repository" to choose
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python -m tests.fuzz --keep $(or $(FUZZ),--seconds 600)

wheel: $(INSTALLED) ## build dist/*.whl and dist/*.tar.gz
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist

release-check: $(INSTALLED) ## check that this commit can be released, and build it twice into dist/; see docs/releasing.md
	$(BIN)/python scripts/release.py check
	test -z "$$(git status --porcelain)" || { echo "release-check: there are changes that are not committed" >&2; exit 1; }
	rm -rf dist
	$(BIN)/python scripts/release.py build dist
	$(BIN)/pytest -n 0 tests/e2e/test_wheel.py tests/e2e/test_machinery.py

lock: $(INSTALLED) ## regenerate the lock files of the action and of the release, and constraints.txt
	$(LOCK) --generate-hashes --no-annotate pyproject.toml action/requirements.in -o action/requirements.lock
	$(LOCK) --no-annotate pyproject.toml --group dev -o constraints.txt
	$(LOCK) --generate-hashes --no-annotate --constraint constraints.txt .github/requirements/release.in -o .github/requirements/release.lock

# The SARIF validator is an npm package; its tests say so when it is missing.
tools: $(INSTALLED)
	if command -v npm >/dev/null && [ -x tests/tools/install-multitool ]; then \
	timeout 300 tests/tools/install-multitool || echo "could not install sarif-multitool: its tests are skipped"; fi

clean: ## remove everything that was built, including the environment
	rm -rf .venv dist site .tools node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Once for each pyproject.toml and constraints.txt; `--group` needs pip 25.1, so pip comes first.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "svclint needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev --constraint constraints.txt
	touch $@
