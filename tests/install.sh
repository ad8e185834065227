#!/usr/bin/env bash
# Installs a build into a folder of its own, as a package would, and uses what is installed from elsewhere, with the source tree
# out of sight where this system lets us hide it: install.sh BUILD_DIR
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd -P)
build=$(cd "$1" && pwd -P)
if [ -z "${CREDEX_INSTALLED:-}" ]; then
  place=$(mktemp -d)
  trap 'rm -rf "$place"' EXIT
  install() { DESTDIR=$place cmake --install "$build" --prefix "$1" > "$place/install.log" || { cat "$place/install.log"; exit 1; }; }
  install /usr
  echo '# an operator was here' >> "$place/etc/credex/credex.yaml"
  install /usr
  tail -1 "$place/etc/credex/credex.yaml" | grep -q 'an operator was here' || { echo "BAD   installing again wrote over the configuration"; exit 1; }
  install /opt/credex
  cp "$0" "$place/use.sh"
  hidden=()
  case "$place" in "$source"/*) ;; *)
    for how in "unshare --mount" "unshare --user --map-root-user --mount"; do
      if [ ${#hidden[@]} = 0 ] && $how true 2> /dev/null; then
        # shellcheck disable=SC2206,SC2016 # words, and the inner shell's own variable
        hidden=($how sh -c 'mount -t tmpfs none "$1" && shift && exec "$@"' sh "$source")
      fi
    done ;;
  esac
  [ ${#hidden[@]} -gt 0 ] || echo "the source tree could not be hidden here"
  cd /
  "${hidden[@]}" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$place" LANG=C.UTF-8 CREDEX_INSTALLED="$place" bash "$place/use.sh" "$source"
  exit
fi

# --- With what is installed ------------------------------------------------------------------------------------------------
place=$CREDEX_INSTALLED
bad=0
checks=0
expect() {
  local words=$1
  shift
  checks=$((checks + 1))
  if ! "$@" > "$place/said" 2>&1; then
    echo "BAD   $words"
    sed 's/^/      /' "$place/said"
    bad=1
  fi
}
for prefix in usr opt/credex; do
  credex=$place/$prefix/bin/credex
  doc=$place/$prefix/share/doc/credex
  etc=$place/etc
  [ "$prefix" = usr ] || etc=$place/$prefix/etc
  expect "$prefix: the program says its version" "$credex" --version
  expect "$prefix: an example is judged good" "$credex" check "$doc/examples/heritage-3d/definition.yaml"
  expect "$prefix: a key is made" "$credex" key new --type p256 --out "$place/$prefix/seal.pem" --definition "$doc/examples/heritage-3d/definition.yaml"
  expect "$prefix: a spreadsheet is issued" "$credex" issue --definition "$doc/examples/heritage-3d/definition.yaml" \
    --awards "$doc/examples/heritage-3d/awards.csv" --key "$place/$prefix/seal.pem" --format ob3 --out "$place/$prefix/issued"
  mkdir -p "$place/$prefix/trusted"
  "$credex" key show "$place/$prefix/seal.pem" | sed -n 's/^DID: *//p' > "$place/$prefix/trusted/issuers.txt"
  expect "$prefix: what was issued verifies, by whom we list" sh -c '"$1" verify --offline --trust "$3" "$(ls "$2"/*.ob3.json | head -1)"' sh "$credex" "$place/$prefix/issued" "$place/$prefix/trusted"
  expect "$prefix: the manual has each command" grep -q '^\.SS credex skills search' "$place/$prefix/share/man/man1/credex.1"
  for file in README.md LICENCE CHANGELOG.md docs/configuration.md docs/using.md; do expect "$prefix: $file" test -s "$doc/$file"; done
  expect "$prefix: the unit names the program and the configuration" \
    grep -qx "ExecStart=/$prefix/bin/credex serve --config ${etc#"$place"}/credex/credex.yaml" "$place/$prefix/lib/systemd/system/credex.service"
  expect "$prefix: no hole is left in what was filled in" \
    sh -c '! grep -E "@[A-Z]+@" "$@"' sh "$place/$prefix/lib/systemd/system/credex.service" "$place/$prefix/lib/tmpfiles.d/credex.conf" "$etc/credex/credex.yaml"
  expect "$prefix: the user of the service" grep -q '^u credex ' "$place/$prefix/lib/sysusers.d/credex.conf"
  if command -v systemd-analyze > /dev/null; then
    expect "$prefix: systemd reads the unit" sh -c '! systemd-analyze --man=no verify "$1" 2>&1 | grep "credex.service:[0-9]"' sh "$place/$prefix/lib/systemd/system/credex.service"
  fi

  # The server with the configuration that was installed, but for where it keeps things and listens.
  "$credex" serve --config "$etc/credex/credex.yaml" --data "$place/$prefix/data" --port 0 > "$place/$prefix/out" 2> "$place/$prefix/log" &
  server=$!
  for _ in $(seq 100); do
    grep -q '^ready:\|ready: ' "$place/$prefix/out" && break
    kill -0 "$server" 2> /dev/null || break
    sleep 0.1
  done
  port=$(sed -n 's/.*ready: http:\/\/[^:]*:\([0-9]*\).*/\1/p' "$place/$prefix/out")
  get() {
    exec 3<> "/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$1" "$port" >&3
    tr -d '\0' <&3 > "$place/answer"
    exec 3>&-
    head -1 "$place/answer" | grep -q ' 200 ' && grep -q "$2" "$place/answer"
  }
  if [ -n "$port" ]; then
    expect "$prefix: it is well" get /healthz ''
    expect "$prefix: it has its pages" get / '<html'
    expect "$prefix: it has its styles" get /static/credex.css '{'
  else
    expect "$prefix: the server starts" sh -c 'cat "$1"; exit 1' sh "$place/$prefix/log"
  fi
  kill "$server" 2> /dev/null || true
  wait "$server" 2> /dev/null || true
done
[ "$bad" = 0 ] && echo "good: $checks checks of what is installed"
exit "$bad"
