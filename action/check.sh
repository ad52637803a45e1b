#!/usr/bin/env bash
# Runs svclint once on the INPUT_* variables: its words to the log, annotations, the job's summary, the SARIF log;
# writes `exit-code`, `findings` and `sarif-file` to GITHUB_OUTPUT. Ends with 0 whatever was found: the last step
# of action.yml fails the job, after everything is written. Keeps to bash 3.2, which macOS has.
set -euo pipefail

# The largest summary that a step may write is 1 MiB; GitHub refuses a larger one whole.
readonly summary_limit=900000

main() {
  local work arguments status=0 findings="" sarif=""
  work="$(mktemp -d "$RUNNER_TEMP/svclint.XXXXXX")"
  unset CDPATH
  cd -- "$INPUT_WORKING_DIRECTORY" || refuse "The input working-directory names no folder of the workspace."
  is_switch "$INPUT_ANNOTATIONS" || refuse "The input annotations is neither true nor false."
  is_switch "$INPUT_SUMMARY" || refuse "The input summary is neither true nor false."
  arguments=(
    "--fail-on=$INPUT_FAIL_ON"
    --format=text
    "--report=json=$work/report.json"
    "--report=sarif=$work/report.sarif"
    "--report=github=$work/annotations"
    "--report=markdown=$work/summary.md"
  )
  if [[ -n "$INPUT_CONFIG" ]]; then arguments+=("--config=$INPUT_CONFIG"); fi
  add_lines --inventory= "$INPUT_INVENTORY"
  arguments+=(--)
  add_lines "" "$INPUT_PATHS"

  shielded "$VENV/bin/svclint" "${arguments[@]}" || status=$?

  if [[ -s "$work/report.json" ]]; then
    findings="$("$VENV/bin/python" -I -c 'import json, sys; print(len(json.load(open(sys.argv[1], encoding="utf-8"))["findings"]))' "$work/report.json")"
  fi
  if [[ -s "$work/report.sarif" ]]; then
    sarif="$(absolute "${INPUT_SARIF_FILE:-$work/svclint.sarif}")"
    mkdir -p -- "$(dirname -- "$sarif")"
    cp -- "$work/report.sarif" "$sarif"
  fi
  if [[ "$INPUT_ANNOTATIONS" == true && -s "$work/annotations" ]]; then cat -- "$work/annotations"; fi
  if [[ "$INPUT_SUMMARY" == true && -s "$work/summary.md" ]]; then bounded "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi
  if ((status > 1)); then echo "::error title=svclint::Nothing was checked (exit status $status): see the log of this step."; fi
  output exit-code "$status"
  output findings "$findings"
  output sarif-file "$sarif"
}

# Appends each line of $2 that is not empty to `arguments`, after the prefix $1; a path cannot become `-`, standard input.
add_lines() {
  local prefix="$1" line
  while IFS= read -r line || [[ -n "$line" ]]; do
    line="${line%$'\r'}"
    if [[ -z "${line//[[:space:]]/}" ]]; then continue; fi
    if [[ "$line" == -* ]]; then line="./$line"; fi
    arguments+=("$prefix$line")
  done <<<"$2"
}

is_switch() { [[ "$1" == true || "$1" == false ]]; }

# A mistake in the inputs that svclint itself would not see.
refuse() {
  echo "::error title=svclint::$1"
  output exit-code 2
  output findings ""
  output sarif-file ""
  exit 0
}

# Runs a command so that nothing it prints is taken for a workflow command: a file's name or contents may be hostile.
# One stream, because the runner reads two of them in no particular order.
shielded() {
  local token status=0
  token="$(random)"
  echo "::stop-commands::$token"
  "$@" 2>&1 </dev/null || status=$?
  printf '\n::%s::\n' "$token"
  return "$status"
}

# Prints $1, cut at a line before the limit; a fence that the cut left open is closed.
bounded() {
  LC_ALL=C awk -v limit="$summary_limit" '
    { size += length($0) + 1 }
    size > limit { if (open) print "```"; print "\n_The report is cut here: it is longer than a summary may be. The log and the SARIF file are whole._"; exit }
    /^[[:space:]]*```/ { open = !open }
    { print }
  ' "$1"
}

absolute() {
  case "$1" in
    /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$PWD" "$1" ;;
  esac
}

# The form with a delimiter, because a value may hold a line break.
output() {
  local delimiter
  delimiter="svclint-$(random)"
  printf '%s<<%s\n%s\n%s\n' "$1" "$delimiter" "$2" "$delimiter" >>"$GITHUB_OUTPUT"
}

random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

main
