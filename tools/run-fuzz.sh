#!/usr/bin/env bash
# Runs every fuzz target of a build for some seconds each, or the one that is named: run-fuzz.sh BUILD_DIR SECONDS [NAME]
set -uo pipefail
build=$(realpath "$1")
seconds=$2
only=${3:-*}
cd "$(dirname "$0")/.."
failed=0
ran=0
for target in "$build"/fuzz/${only}_fuzz; do
  [ -x "$target" ] || { echo "there is no fuzz target $target"; exit 1; }
  name=$(basename "$target" _fuzz)
  found=build/fuzz/found/$name
  mkdir -p "$found"
  if "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -artifact_prefix="$found/" "$found" "fuzz/corpus/$name" > "$found.log" 2>&1; then
    printf '%-10s %s\n' "$name" "$(grep -E '^Done|stat::number_of_executed_units' "$found.log" | tail -1)"
  else
    printf '%-10s FAILED, see %s\n' "$name" "$found.log"
    failed=$((failed + 1))
  fi
  ran=$((ran + 1))
done
[ "$only" != "*" ] || echo "$((ran - failed)) passed, $failed failed"
[ "$failed" = 0 ]
