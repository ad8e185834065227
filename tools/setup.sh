#!/usr/bin/env bash
# Installs the Debian and npm packages that building, testing and running need, where they are missing. Works on a bare
# Debian 12, as root or as a user with sudo.
set -euo pipefail
cd "$(dirname "$0")/.."

debian=(
  build-essential cmake ninja-build pkg-config ccache git ca-certificates nodejs npm gettext
  libssl-dev libboost1.81-dev libboost-json1.81-dev libboost-locale1.81-dev libfmt-dev libcli11-dev libyaml-cpp-dev
  libcurl4-openssl-dev libp11-kit-dev libpugixml-dev libicu-dev zlib1g-dev libspdlog-dev libkainjow-mustache-dev
  libsqlite3-dev libpq-dev libroaring-dev libzip-dev libcbor-dev coinor-libcbc-dev libstemmer-dev
  libcairo2-dev libpango1.0-dev librsvg2-dev libqpdf-dev libqrencode-dev libzbar-dev libgd-dev fonts-linuxlibertine
  libgtest-dev librapidcheck-dev
)
# For the tests and benchmarks alone, and for `make fuzz`, `make format` and `make lint` alone.
case "${1:-}" in
  tests) debian+=(softhsm2 opensc postgresql-15 chromium poppler-utils wrk python3) ;;
  tools) debian+=(clang-14 clang-format clang-tidy libclang-rt-14-dev python3) ;;
esac

missing=()
for package in "${debian[@]}"; do
  # A Node.js that came another way is as good.
  case "$package" in
    nodejs) command -v node > /dev/null && continue ;;
    npm) command -v npm > /dev/null && continue ;;
  esac
  dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing: ${missing[*]}"
  sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  export DEBIAN_FRONTEND=noninteractive
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
fi

if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "Installing the npm packages"
  npm ci --silent
  touch node_modules/.package-lock.json
fi
