#!/usr/bin/env bash
# The whole, in parts: every test, full products, clang-tidy, sanitizers, fuzz targets, data kept by an older program.
#   check.sh             runs each part that has no good stamp for this commit, in order; stop it at any time and call it again
#   check.sh PART...     only these: asan runs asan.build, asan.base, asan.store and so on; asan.store that one alone
#   check.sh table       only the table
# A part leaves build/check/PART.stamp (part, commit, tree, date, seconds, result, line) and PART.log; nothing where it was stopped.
# With AGAIN=1 good stamps do not count, with MINUTES=n no part begins after n minutes. Exit status 1 where a part of this commit is not
# good or has not run yet.
set -uo pipefail
cd "$(dirname "$0")/.."
jobs=${JOBS:-$(nproc)}
fuzz_seconds=${FUZZ_SECONDS:-60}
old=${OLD:-585984d}
out=build/check
mkdir -p "$out"
began=$(date +%s)

# What is judged: the commit, and whether something differs from it.
commit=$(git rev-parse HEAD)
difference=$({ git diff HEAD; git ls-files -o --exclude-standard -z | xargs -0 -r sha256sum 2> /dev/null; } | sha256sum | cut -c1-12)
tree=clean
[ -z "$(git status --porcelain)" ] || tree="changed-$difference"

field() { sed -n "s/^$2: //p" "$out/$1.stamp" 2> /dev/null; }
of_now() { [ "$(field "$1" commit)" = "$commit" ] && [ "$(field "$1" tree)" = "$tree" ]; }

wanted=("$@")
only_table=0
[ "${wanted[*]:-}" = table ] && only_table=1 && wanted=()
is_wanted() {
  [ ${#wanted[@]} = 0 ] && return 0
  local one
  for one in "${wanted[@]}"; do [[ "$1" = "$one" || "$1" = "$one".* || ( "$1" = *.build && "$one" = "${1%.build}".* ) ]] && return 0; done
  return 1
}

parts=()
# part NAME COMMAND...: runs it unless it is good already. Its last line is the stamp's.
part() {
  local name=$1 status start result
  shift
  parts+=("$name")
  is_wanted "$name" || return 0
  [ "$only_table" = 0 ] || return 0
  if [ "${AGAIN:-0}" != 1 ] && of_now "$name" && [ "$(field "$name" result)" != bad ]; then return 0; fi
  if [ -n "${MINUTES:-}" ] && [ $(($(date +%s) - began)) -ge $((MINUTES * 60)) ]; then return 0; fi
  printf '%-24s ' "$name"
  start=$(date +%s)
  rm -f "$out/$name.stamp"
  "$@" > "$out/$name.log" 2>&1
  status=$?
  case $status in
    0) result=good ;;
    77) result=skipped ;;
    *) result=bad ;;
  esac
  {
    echo "part: $name"
    echo "commit: $commit"
    echo "tree: $tree"
    echo "date: $(date -u +%Y-%m-%dT%H:%M:%SZ)"
    echo "seconds: $(($(date +%s) - start))"
    echo "result: $result"
    echo "line: $(grep -v '^[[:space:]]*$' "$out/$name.log" | tail -1 | cut -c1-160)"
  } > "$out/$name.stamp.new"
  mv "$out/$name.stamp.new" "$out/$name.stamp"
  printf '%-8s %5s s  %s\n' "$result" "$(field "$name" seconds)" "$(field "$name" line)"
  [ "$result" != bad ] || echo "                         see $out/$name.log"
}
good() { of_now "$1" && [ "$(field "$1" result)" = good ]; }

build() {
  local folder=build/$1
  [ "$1" = release ] && folder=build
  cmake --preset "$1" && cmake --build "$folder" -j "$jobs"
}
# The kinds of tests a build has, by their first word: base, rdf, ..., postgres, interop, e2e.
kinds() { ctest --test-dir "$1" -N 2> /dev/null | sed -n 's/^ *Test *#[0-9]*: \([a-z0-9_-]*\)\..*/\1/p' | sort -u; }
# One kind of tests with ctest; a summary as the last line.
tests_of() {
  local text status
  text=$(ctest --test-dir "$1" -R "^$2\." -j "$jobs" --output-on-failure 2>&1)
  status=$?
  echo "$text"
  [ "$status" = 0 ] || return 1
  echo "$(sed -n 's/.* tests failed out of \([0-9]*\)$/\1/p' <<< "$text") tests of $2 good, $(grep -c '(Skipped)$' <<< "$text") of them skipped"
}
# A room's tests with a sanitizer: the whole binary in one process; the other kinds with ctest.
sanitized() {
  export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1} UBSAN_OPTIONS=print_stacktrace=1
  export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}
  local folder=build/$1 kind=$2
  if [ -x "$folder/tests/${kind}_test" ]; then
    (cd "$folder/tests" && "./${kind}_test" --gtest_brief=1)
  else
    tests_of "$folder" "$kind"
  fi
}
on_postgres() { sanitized_with=build/$1/tests/$2_test && tests/with-postgres.sh "$sanitized_with" --gtest_brief=1; }
full_products() {
  FULL=1 ctest --test-dir build -L product --output-on-failure --timeout 7200 || return 1
  echo "$(ctest --test-dir build -N -L product | sed -n 's/^Total Tests: //p') products in full"
}
old_data() {
  tools/old-data.sh "$old" || return 1
  node tests/e2e/old-data.mjs build/credex "build/old/$old"
}
fuzz_build() { cmake --preset fuzz && cmake --build build/fuzz -j "$jobs"; }

part lint tools/lint.sh fast
part build build release
for kind in $(kinds build); do part "test.$kind" tests_of build "$kind"; done
part full full_products
# The differential tests where nobody has looked yet.
differential() {
  SEED=random CASES=2000 node "tests/differential/$1.mjs" "build/tests/$2"
}
part differential.jsonld differential jsonld differential_tool
part differential.rdf differential rdf differential_tool
part differential.shacl differential shacl shacl_tool
part differential.proofs differential proofs proof_tool
part old old_data
for folder in src/*/ tests/*/ bench/; do
  folder=${folder%/}
  [ -n "$(find "$folder" -name '*.cpp' -print -quit)" ] && part "tidy.${folder//\//-}" tools/tidy.sh "$folder"
done
part asan.build build asan
for kind in $(kinds build/asan); do [ "$kind" = lint ] || part "asan.$kind" sanitized asan "$kind"; done
part tsan.build build tsan
if [ -d build/tsan/tests ]; then
  for room in http service store web protocol; do part "tsan.$room" sanitized tsan "$room"; done
  for room in service store; do part "tsan.postgres-$room" on_postgres tsan "$room"; done
fi
part fuzz.build fuzz_build
for target in fuzz/*_fuzz.cpp; do
  name=$(basename "$target" _fuzz.cpp)
  part "fuzz.$name" tools/run-fuzz.sh build/fuzz "$fuzz_seconds" "$name"
done

# The table: every part, with the stamp it has; of another commit or tree, it says so.
echo
printf '%-24s %-8s %-9s %-20s %-21s %7s  %s\n' part result commit tree date seconds line
missing=0
bad=0
for name in "${parts[@]}"; do
  if [ ! -f "$out/$name.stamp" ]; then
    printf '%-24s %-8s\n' "$name" "not run"
    missing=$((missing + 1))
    continue
  fi
  result=$(field "$name" result)
  if ! of_now "$name"; then
    result="($result)"
    missing=$((missing + 1))
  elif [ "$result" = bad ]; then
    bad=$((bad + 1))
  fi
  printf '%-24s %-8s %-9s %-20s %-21s %7s  %s\n' "$name" "$result" "$(field "$name" commit | cut -c1-7)" "$(field "$name" tree)" "$(field "$name" date)" "$(field "$name" seconds)" "$(field "$name" line)"
done
echo "${#parts[@]} parts: $bad bad, $missing without a stamp for ${commit:0:7} ($tree); (in brackets: of another commit or tree)"
[ "$bad" = 0 ] && [ "$missing" = 0 ]
