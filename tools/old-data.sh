#!/usr/bin/env bash
# What an older program left behind, in build/old/REV: a data folder with the demonstration and awards in every format, a configuration
# file, a backup, a dump of PostgreSQL, and what that program answered at every address: old-data.sh [REV]
# tests/e2e/old-data.mjs opens all of it with the program of today. Made once; AGAIN=1 makes it anew.
set -euo pipefail
cd "$(dirname "$0")/.."
rev=${1:-585984d}
out=build/old/$rev
if [ -f "$out/whole" ] && [ "${AGAIN:-0}" != 1 ]; then
  echo "$out is there"
  exit
fi
program=$(tools/at-commit.sh "$rev" | tail -1)/credex
rm -rf "$out"
mkdir -p "$out"
node tests/e2e/old-data.mjs "$program" "$out" record
git rev-parse "$rev" > "$out/whole"
echo "$out was made"
