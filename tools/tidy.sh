#!/usr/bin/env bash
# clang-tidy over the .cpp files below a folder: tidy.sh FOLDER. Needs a configured build. Exit status 1 with what it says; 77 where
# clang-tidy is not installed.
set -uo pipefail
cd "$(dirname "$0")/.."
folder=${1%/}
if ! command -v clang-tidy > /dev/null; then
  echo "clang-tidy: skipped, it is not installed"
  exit 77
fi
name=${folder//\//-}
mkdir -p build/tidy
# How each file is compiled: the flags without precompiled headers, which are another compiler's, and a file alone where the build
# takes several together.
python3 tools/each_alone.py "${BUILD:-build}/compile_commands.json" > build/tidy/compile_commands.json.$$ || { rm -f build/tidy/compile_commands.json.$$; exit 1; }
mv build/tidy/compile_commands.json.$$ build/tidy/compile_commands.json
# qpdf's headers, which this one file takes in, are not for clang 14 in C++20.
files=$(find "$folder" -name '*.cpp' ! -path src/document/certificate.cpp | sort)
if [ -n "$files" ] && ! tr '\n' '\0' <<< "$files" | xargs -0 -P "${JOBS:-$(nproc)}" -n 4 clang-tidy --quiet -p build/tidy --warnings-as-errors='*' > "build/tidy/$name.log" 2> /dev/null; then
  grep -E 'error:|warning:' "build/tidy/$name.log" | sort -u | head -40
  echo "clang-tidy: $folder, see build/tidy/$name.log"
  exit 1
fi
echo "clang-tidy: $folder, $(wc -l <<< "$files") files good"
