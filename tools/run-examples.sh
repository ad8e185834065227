#!/usr/bin/env bash
# The main job on real input, step by step: run-examples.sh PATH_TO_CREDEX
set -uo pipefail
credex=$(realpath "$1")
cd "$(dirname "$0")/.."
out=build/demo
standards=../shared/standards
rm -rf "$out"
mkdir -p "$out/keys" "$out/trust"
problems=0

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

say "1. The twelve example micro-credentials, judged by the standard elements of the Council Recommendation"
for folder in examples/*/definition.yaml; do folder=${folder%definition.yaml}
  name=$(basename "$folder")
  if "$credex" check "$folder/definition.yaml" > "$out/$name.check.txt"; then
    printf '   %-22s %s\n' "$name" "$(tail -1 "$out/$name.check.txt")"
  else
    printf '   %-22s %s\n' "$name" "not good: see $out/$name.check.txt"
    problems=$((problems + 1))
  fi
done

say "2. A key for each awarding body; their certificates make the trust store $out/trust"
for folder in examples/*/definition.yaml; do folder=${folder%definition.yaml}
  name=$(basename "$folder")
  "$credex" key new --type p256 --out "$out/keys/$name.pem" --name "Seal of $name" --definition "$folder/definition.yaml" --json > "$out/keys/$name.json" || problems=$((problems + 1))
  sed -n '/BEGIN CERTIFICATE/,$p' "$out/keys/$name.pem" > "$out/trust/$name.crt"
  sed -n 's/.*"did": "\(.*\)".*/\1/p' "$out/keys/$name.json" >> "$out/trust/issuers.txt"
done

say "3. Each spreadsheet issued three ways: European Digital Credential, Open Badge, Open Badge as JWT"
for folder in examples/*/definition.yaml; do folder=${folder%definition.yaml}
  name=$(basename "$folder")
  for format in elm ob3 ob3-jwt; do
    "$credex" issue --definition "$folder/definition.yaml" --awards "$folder/awards.csv" --key "$out/keys/$name.pem" --format "$format" --out "$out/issued/$name" > "$out/$name.$format.txt" 2>&1 || problems=$((problems + 1))
  done
  printf '   %-22s %s\n' "$name" "$(grep -h -m1 'columns apart' "$out/$name.elm.txt" | sed 's/.*csv: //'): $(tail -qn1 "$out/$name.elm.txt")"
done

say "4. Every one of them verified, as someone else would"
good=0
for file in "$out"/issued/*/*.json "$out"/issued/*/*.jwt; do
  if "$credex" verify "$file" --offline --trust "$out/trust" > "$out/verify.txt"; then
    good=$((good + 1))
  else
    echo "   not good: $file: $(head -1 "$out/verify.txt")"
    problems=$((problems + 1))
  fi
done
echo "   $good credentials verified; the last one: $(head -1 "$out/verify.txt")"

say "5. A forged one: one letter of a learner's name changed"
one=$(ls "$out"/issued/heritage-3d/*.ob3.json | head -1)
sed 's/Chiara/Clara/; s/Niccol/Nicol/; s/Ilaria/Hilaria/; s/Paolo/Paola/' "$one" > "$out/forged.json"
if "$credex" verify "$out/forged.json" --offline > "$out/verify.txt"; then problems=$((problems + 1)); fi
echo "   $(head -1 "$out/verify.txt")"

if [ -d "$standards/elm/samples" ]; then
  say "6. The European Commission's own signed sample, at a time when its test certificate was valid"
  "$credex" verify "$standards/elm/samples/Sample-MC-Annex1-signed.jsonld" --offline --at 2024-06-01 > "$out/verify.txt"
  sed 's/^/   /' "$out/verify.txt" | head -24
else
  say "6. The European Commission's own signed sample is not at $standards, so it is left out"
fi

say "Everything is in $out; try: build/credex verify --trust $out/trust $one, and without --trust"
[ "$problems" = 0 ] || { echo "$problems things did not go as they should"; exit 1; }
