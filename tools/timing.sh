#!/usr/bin/env bash
# How long building takes from nothing, without a compiler cache: the program, the rest, one touched file of `service`,
# and with "tests" the tests too. Prints a line a step, each with wall and processor seconds; the machine should be idle.
# Usage: tools/timing.sh [tests]; JOBS for other than all cores; the build is in build/timing.
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=${JOBS:-$(nproc)}
build=build/timing
export CCACHE_DISABLE=1 CMAKE_BUILD_PARALLEL_LEVEL=$jobs
rm -rf "$build"
mkdir -p "$build"
printf '%s, %s jobs, %s, load %s\n' "$(git rev-parse --short HEAD)" "$jobs" "$(c++ --version | head -1)" "$(cut -d' ' -f1 /proc/loadavg)"

step() { # NAME COMMAND...
  local name=$1 from to
  shift
  from=$(date +%s.%N)
  local TIMEFORMAT='%U %S'
  local used
  used=$( { time "$@" > "$build/timing.log" 2>&1; } 2>&1 ) || { tail -30 "$build/timing.log"; echo "$name failed"; exit 1; }
  to=$(date +%s.%N)
  awk -v n="$name" -v w="$(echo "$to - $from" | bc 2> /dev/null || awk "BEGIN{print $to - $from}")" -v u="$used" \
    'BEGIN { split(u, p, " "); printf "%-44s %8.1f s wall %8.1f s processor\n", n, w, p[1] + p[2] }'
}

step "configure" cmake --preset release -B "$build"
step "the program (make program)" cmake --build "$build" --target credex
step "everything else (make build)" cmake --build "$build"
step "nothing changed" cmake --build "$build"
touch src/service/awards.cpp
step "touched src/service/awards.cpp, the program" cmake --build "$build" --target credex
touch src/service/platform.h
step "touched src/service/platform.h, the program" cmake --build "$build" --target credex
if [ "${1:-}" = tests ]; then
  step "the tests (make test)" ctest --test-dir "$build" -j "$jobs"
fi
echo "Slowest, in seconds:"
awk -F'\t' 'NR > 1 { printf "%7.1f %s\n", ($2 - $1) / 1000, $4 }' "$build/.ninja_log" | sort -rn | head -12
