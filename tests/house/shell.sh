# shell.sh ROOT: every shell script parses, and those that must run anywhere are plain POSIX sh and stop at errors.
set -eu
cd "$1"
status=0
for script in run tools/* tests/house/*.sh; do
  case $script in *.sh | run) ;; *) head -n 1 "$script" | grep -q '^#!/bin/sh' || continue ;; esac
  sh -n "$script" || status=1
  grep -q '^set -eu$' "$script" || { echo "$script: has no \"set -eu\"" && status=1; }
  # What bash takes and a plain sh need not.
  strange=$(grep -n -E '^[[:space:]]*(local|declare|source)[[:space:]]|(^|[[:space:]])\[\[[[:space:]]' "$script" || true)
  [ -z "$strange" ] || { printf '%s: not POSIX sh:\n%s\n' "$script" "$strange" && status=1; }
done
if command -v bash >/dev/null 2>&1; then bash -n .ci/run || status=1; fi
exit "$status"
