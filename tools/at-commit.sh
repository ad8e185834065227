#!/usr/bin/env bash
# Builds the program of another commit, and with BENCH=1 its benchmarks, in build/at/COMMIT, and prints the folder of that build on its
# last line: at-commit.sh REV
# A folder that is there already is built on, so that a second call takes a moment. CREDEX_AT=FOLDER gives a build of that commit that
# lies elsewhere (its program at FOLDER/credex), and nothing is built.
set -euo pipefail
cd "$(dirname "$0")/.."
rev=${1:?which commit}
commit=$(git rev-parse --verify --quiet "$rev^{commit}") || { echo "there is no commit $rev here" >&2; exit 2; }
if [ -n "${CREDEX_AT:-}" ]; then
  [ -x "$CREDEX_AT/credex" ] || { echo "there is no program at $CREDEX_AT/credex" >&2; exit 2; }
  realpath "$CREDEX_AT"
  exit
fi
short=$(git rev-parse --short=10 "$commit")
source=build/at/$short
if [ ! -f "$source/.whole" ]; then
  rm -rf "$source"
  mkdir -p "$source"
  git archive "$commit" | tar -x -C "$source"
  touch "$source/.whole"
fi
# The same packages serve where the commit locked the same.
if [ ! -e "$source/node_modules" ]; then
  if cmp -s package-lock.json "$source/package-lock.json" && [ -d node_modules ]; then
    ln -s "$(realpath node_modules)" "$source/node_modules"
  else
    (cd "$source" && npm ci --silent) >&2
  fi
fi
mkdir -p "$source/build"
targets=(credex)
if [ "${BENCH:-0}" = 1 ]; then
  for name in credex_bench credex_platform_tool credex_recognition_bench credex_skills_bench credex_framework_bench; do
    grep -q "add_executable($name " "$source/bench/CMakeLists.txt" && targets+=("$name")
  done
fi
# Files of the same text in another folder are the same to ccache.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
{
  [ -f "$source/build/build.ninja" ] || (cd "$source" && cmake --preset release)
  cmake --build "$source/build" -j "${JOBS:-$(nproc)}" --target "${targets[@]}"
} > "$source/build/at-commit.log" 2>&1 || { tail -20 "$source/build/at-commit.log" >&2; exit 1; }
realpath "$source/build"
