#!/usr/bin/env bash
# Starts a PostgreSQL of its own on loopback, runs the command with CREDEX_TEST_POSTGRES set, and stops it again. Exit
# status 77, a skip that says so, where PostgreSQL is not installed.
set -euo pipefail
# The newest server; a client alone has a folder there too.
bin=$(ls /usr/lib/postgresql/*/bin/initdb 2> /dev/null | sort -V | tail -1 || true)
bin=${bin%/initdb}
if [ -z "$bin" ]; then
  echo "skipped: PostgreSQL is not installed"
  exit 77
fi
folder=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
  as=(runuser -u postgres --)
  chown postgres "$folder"
fi
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U credex -A trust -E UTF8 --locale=C > "$folder/initdb.log" 2>&1 ||
  { cat "$folder/initdb.log"; exit 1; }
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c max_connections=200" start \
  > /dev/null || { cat "$folder/log"; exit 1; }
cd - > /dev/null
CREDEX_TEST_POSTGRES="postgresql://credex@127.0.0.1:$port/postgres" "$@"
