#!/usr/bin/env bash
# What can be judged without running: lint.sh [fast|all]
#   fast  layout (clang-format), rooms, lengths, test names, codes, messages, links, migrations, template keys: seconds, python3 and
#         node alone; part of `make test`
#   all   that, and clang-tidy over src; the default
# Exit status 1 when anything is wrong.
set -uo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
bad=0

# The layout is kept by one version of clang-format; others lay some lines out otherwise.
k_layout=14
format=""
for one in "clang-format-$k_layout" clang-format; do
  command -v "$one" > /dev/null && [ "$("$one" --version | sed 's/.*version \([0-9]*\).*/\1/')" = "$k_layout" ] && format=$one && break
done
layout() {
  if [ -z "$format" ]; then
    echo "layout: skipped, clang-format $k_layout is not installed"
    return
  fi
  # Only files that changed since they were last found good.
  local seen=build/lint/layout-good now
  mkdir -p build/lint
  touch "$seen"
  now=$(find .clang-format src tests bench fuzz \( -name '*.h' -o -name '*.cpp' -o -name .clang-format \) -print0 | xargs -0 sha256sum | sort)
  [ "$(grep ' .clang-format$' "$seen")" = "$(grep ' .clang-format$' <<< "$now")" ] || : > "$seen"
  local todo
  todo=$(comm -13 "$seen" <(echo "$now") | sed 's/^[0-9a-f]*  //' | grep -v '^.clang-format$')
  if [ -n "$todo" ] && ! tr '\n' '\0' <<< "${todo}" | xargs -0 -P "$(nproc)" -n 24 "$format" --dry-run --Werror > build/lint/layout.log 2>&1; then
    grep -E 'error:' build/lint/layout.log | sed 's/: error.*/: differs from clang-format/' | sort -u | head -20
    echo "layout: make format mends it"
    return 1
  fi
  echo "$now" > "$seen"
}

layout || bad=1
python3 tools/lint.py || bad=1
python3 tools/lint_pages.py || bad=1
node tools/messages.mjs check || bad=1

if [ "$what" = all ]; then
  if [ -f build/compile_commands.json ]; then
    for room in src/*/; do tools/tidy.sh "${room%/}" || bad=1; done
  else
    echo "clang-tidy: skipped, nothing is built yet"
  fi
fi
[ "$bad" = 0 ] && echo "lint: good"
exit "$bad"
