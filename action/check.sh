#!/usr/bin/env bash
# Runs svclint once on the INPUT_* variables: its words to the log, annotations, the job's summary, the SARIF log;
# writes `exit-code`, `findings` and `sarif-file` to GITHUB_OUTPUT. Ends with 0 whatever was found: the last step
# of action.yml fails the job, after everything is written. Keeps to bash 3.2, which macOS has.
set -euo pipefail

# Findings that people chose to ignore, or that were there before, are in the JSON report too.
readonly count='import json, sys; print(sum(json.load(open(sys.argv[1], encoding="utf-8"))["counts"]["findings"].values()))'

main() {
  local work sarif base arguments status=0 findings=""
  work="$(mktemp -d "$RUNNER_TEMP/svclint.XXXXXX")"
  unset CDPATH
  cd -- "$INPUT_WORKING_DIRECTORY" 2>/dev/null || refuse "The input working-directory names no folder of the workspace."
  is_switch "$INPUT_ANNOTATIONS" || refuse "The input annotations is neither true nor false."
  is_switch "$INPUT_SUMMARY" || refuse "The input summary is neither true nor false."
  [[ -z "$INPUT_RENDER" ]] || is_switch "$INPUT_RENDER" || refuse "The input render is neither true, false nor empty."
  sarif="$(absolute "${INPUT_SARIF_FILE:-$work/svclint.sarif}")"
  has_no_links "$(dirname -- "$sarif")" || refuse "The folder of the input sarif-file is a link in the checkout."
  mkdir -p -- "$(dirname -- "$sarif")" 2>/dev/null || refuse "The folder of the input sarif-file cannot be made."

  arguments=(
    "--fail-on=$INPUT_FAIL_ON"
    --format=text
    "--report=sarif=$sarif"
    "--report=json=$work/report.json"
    "--report=github=$work/annotations"
    "--report=markdown=$work/summary.md"
  )
  base="$(diff_base)"
  if [[ -n "$base" ]]; then arguments+=("--diff-base=$base"); fi
  if [[ -n "$INPUT_CONFIG" ]]; then arguments+=("--config=$INPUT_CONFIG"); fi
  if [[ -n "$INPUT_CLUSTER" ]]; then arguments+=("--cluster=$INPUT_CLUSTER"); fi
  if [[ -n "$INPUT_BASELINE" ]]; then arguments+=("--baseline=$INPUT_BASELINE"); fi
  case "$INPUT_RENDER" in
    true) arguments+=(--render) ;;
    false) arguments+=(--no-render) ;;
  esac
  add_lines --inventory= "$INPUT_INVENTORY"
  add_lines --rules= "$INPUT_RULES"
  add_options "$INPUT_ARGUMENTS"
  arguments+=(--)
  add_lines "" "$INPUT_PATHS"
  shielded "$VENV/bin/svclint" "${arguments[@]}" || status=$?

  if ((status > 1)); then
    sarif=""
    echo "::error title=svclint::Nothing was checked (exit status $status). See the log of this step."
  else
    findings="$("$VENV/bin/python" -I -c "$count" "$work/report.json")"
    if [[ "$INPUT_ANNOTATIONS" == true ]]; then cat -- "$work/annotations"; fi
    if [[ "$INPUT_SUMMARY" == true ]]; then cat -- "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi
  fi
  output exit-code "$status"
  output findings "$findings"
  output sarif-file "$sarif"
}

# The revision to compare with, or nothing. On a pull request's merge commit, its first parent is the base as it was
# merged; the event's own may be older. Nothing is fetched: the job may have no token to do so.
diff_base() {
  local candidate candidates=()
  if [[ "$INPUT_DIFF_BASE" != auto ]]; then
    printf '%s' "$INPUT_DIFF_BASE"
    return
  fi
  if [[ ! "$PULL_REQUEST_BASE" =~ ^[0-9a-f]{40,64}$ ]]; then return; fi
  if [[ "$GITHUB_REF" == refs/pull/*/merge && "$(commit HEAD)" == "$GITHUB_SHA" ]]; then candidates+=("HEAD^1"); fi
  for candidate in ${candidates[@]+"${candidates[@]}"} "$PULL_REQUEST_BASE"; do
    if commit "$candidate"; then return; fi
  done
  echo "::warning title=svclint::The base of the pull request is not in this checkout, so existing findings count too. Check out with fetch-depth: 2." >&2
}

# The full name of a commit that is there; fails where it is not.
commit() { git --no-pager -c core.fsmonitor= rev-parse --verify --quiet "$1^{commit}" 2>/dev/null; }

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

# Appends each line that is not empty to `arguments`. They are options: not paths, and not what this script sets itself.
add_options() {
  local line
  while IFS= read -r line || [[ -n "$line" ]]; do
    line="${line%$'\r'}"
    if [[ -z "${line//[[:space:]]/}" ]]; then continue; fi
    case "$line" in
      --format* | --output* | --report* | --write-baseline*) refuse "The input arguments has an option that writes a report." ;;
      --[a-z]*) arguments+=("$line") ;;
      *) refuse "Each line of the input arguments has to be an option such as --severity=warning." ;;
    esac
  done <<<"$1"
}

# Whether no folder of a path inside the checkout is a link: a pull request may have made it, to anywhere.
has_no_links() {
  local folder="$1"
  while [[ "$folder" == "$PWD"/* ]]; do
    if [[ -L "$folder" ]]; then return 1; fi
    folder="$(dirname -- "$folder")"
  done
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
