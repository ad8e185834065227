#!/usr/bin/env bash
# Installs the packages of the system (Debian 12 and 13, Ubuntu 24.04) and of npm that are missing: of the program and its
# build; with `tests`, of tests and benchmarks too; with `tools`, of `make fuzz`, `make format` and `make lint` too. As root or
# as a user with sudo. Where nothing is missing it asks neither apt nor npm.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
kind=${1:-program}

# A need each: alternatives, the preferred first, apart by |; packages that go together by +; the least version after >=.
# Names differ between systems: Debian 12 has Boost 1.74 as libboost-dev and 1.81 beside it, Debian 13 has 1.83 and 1.88.
needs=(
  build-essential 'cmake>=3.25' ninja-build 'pkg-config|pkgconf' git ca-certificates 'nodejs>=18' npm gettext
  'libboost-dev>=1.81+libboost-json-dev+libboost-locale-dev|libboost1.88-dev+libboost-json1.88-dev+libboost-locale1.88-dev|libboost1.83-dev+libboost-json1.83-dev+libboost-locale1.83-dev|libboost1.81-dev+libboost-json1.81-dev+libboost-locale1.81-dev'
  'libssl-dev>=3.0' libfmt-dev libcli11-dev libyaml-cpp-dev 'libcurl4-openssl-dev|libcurl4-gnutls-dev' libp11-kit-dev
  libpugixml-dev libxmlsec1-dev libicu-dev zlib1g-dev libspdlog-dev libkainjow-mustache-dev libsqlite3-dev libpq-dev libroaring-dev libzip-dev
  libcbor-dev coinor-libcbc-dev libstemmer-dev libcairo2-dev libpango1.0-dev librsvg2-dev 'libqpdf-dev>=11' libqrencode-dev
  libzbar-dev libgd-dev fonts-linuxlibertine libgtest-dev librapidcheck-dev
)
# What helps and is not needed: a cache of objects, a fast linker. Asked for when a machine is first set up.
wishes=(ccache 'mold|lld')
case "$kind" in
  program) ;;
  tests)
    needs+=(softhsm2 opensc 'postgresql>=15|postgresql-15|postgresql-16|postgresql-17' poppler-utils python3)
    # Ubuntu has Chromium as a snap alone. What needs one of these skips without it, saying so.
    wishes+=(chromium wrk)
    ;;
  tools)
    needs+=('clang>=14+libclang-rt-dev|clang>=14+libclang-rt-14-dev|clang>=14+libclang-rt-18-dev|clang>=14+libclang-rt-19-dev'
      clang-format clang-tidy python3)
    ;;
  *)
    echo "setup.sh: there is no \"$kind\"; give nothing, tests or tools" >&2
    exit 2
    ;;
esac
# A program that came another way than by its package is as good.
declare -A command_of=([nodejs]=node [npm]=npm [cmake]=cmake [ninja-build]=ninja [git]=git)

if ! command -v dpkg-query > /dev/null; then
  echo "setup.sh: this system has no dpkg, so nothing is installed here. credex needs its counterparts of:" >&2
  printf '  %s\n' "${needs[@]}" >&2
  echo "With those there: npm ci && cmake --preset release && cmake --build build --target credex" >&2
  exit 1
fi

# The build takes in a dozen packages of npm; the tests run ten times as many. The stamp says for which of the two, and from
# which lock file, node_modules was filled. It is written when all is done, so that what broke off is done again.
stamp=node_modules/.credex-setup
lock=$(sha256sum < package-lock.json | cut -d' ' -f1)
if [ "$kind" = tests ]; then want=tests; else want=program; fi
filled=$(cat "$stamp" 2> /dev/null || true)
if [ "$filled" = "tests $lock" ] || [ "$filled" = "$want $lock" ]; then
  npm_good=yes
  wishes=()
else
  npm_good=no
fi

# --- What is there, and what of it is enough -------------------------------------------------------------------------------
declare -A installed=() candidate=()
names_of() { printf '%s\n' "$@" | tr '|+' '\n\n' | sed 's/>=.*//' | sort -u; }
mapfile -t names < <(names_of "${needs[@]}" "${wishes[@]}")
while IFS=$'\t' read -r name state version; do
  case "$state" in *' installed') installed[$name]=$version ;; esac
done < <(dpkg-query -W -f '${Package}\t${Status}\t${Version}\n' "${names[@]}" 2> /dev/null || true)

# Is PART, a package with perhaps a least version, in the table that is named?
is_in() {
  local -n table=$1
  local name=${2%%>=*} least=
  case "$2" in *'>='*) least=${2##*>=} ;; esac
  if [ "$1" = installed ] && [ -n "${command_of[$name]:-}" ] && command -v "${command_of[$name]}" > /dev/null; then return 0; fi
  local version=${table[$name]:-}
  [ -n "$version" ] || return 1
  [ -z "$least" ] || dpkg --compare-versions "${version#*:}" ge "$least"
}
all_in() {
  local parts part
  IFS=+ read -ra parts <<< "$2"
  for part in "${parts[@]}"; do is_in "$1" "$part" || return 1; done
}
missing_of() {
  local need alternatives alternative
  for need in "$@"; do
    IFS='|' read -ra alternatives <<< "$need"
    for alternative in "${alternatives[@]}"; do all_in installed "$alternative" && continue 2; done
    printf '%s\n' "$need"
  done
}
# Puts the packages to install for a need into `chosen`: those that are not there of the first alternative that the archive has
# whole, one that was begun before the others. Status 1 where the archive has none.
choose() {
  local alternatives alternative parts part best='' begun=no
  IFS='|' read -ra alternatives <<< "$1"
  for alternative in "${alternatives[@]}"; do
    all_in candidate "$alternative" || continue
    [ -n "$best" ] || best=$alternative
    IFS=+ read -ra parts <<< "$alternative"
    for part in "${parts[@]}"; do
      if [ "$begun" = no ] && is_in installed "$part"; then best=$alternative begun=yes; fi
    done
  done
  chosen=()
  [ -n "$best" ] || return 1
  IFS=+ read -ra parts <<< "$best"
  for part in "${parts[@]}"; do is_in installed "$part" || chosen+=("${part%%>=*}"); done
}
in_words() { sed -E 's/\|/, or /g; s/\+/ with /g; s/>=([0-9.]+)/ (\1 or later)/g; s/^/  /' <<< "$1"; }

mapfile -t missing < <(missing_of "${needs[@]}")
mapfile -t wished < <(missing_of "${wishes[@]}")

# --- The packages of the system --------------------------------------------------------------------------------------------
sudo=()
if [ "$(id -u)" != 0 ] && [ $((${#missing[@]} + ${#wished[@]})) -gt 0 ]; then
  if command -v sudo > /dev/null; then
    sudo=(sudo)
  else
    wished=()
    if [ ${#missing[@]} -gt 0 ]; then
      echo "setup.sh: these are missing, and this is neither root nor a user with sudo. As root: tools/setup.sh $kind" >&2
      for need in "${missing[@]}"; do in_words "$need" >&2; done
      exit 1
    fi
  fi
fi
apt_get() { "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -qq "$@"; }
if [ $((${#missing[@]} + ${#wished[@]})) -gt 0 ]; then
  reached=yes
  apt_get update > /dev/null || reached=no
  while read -r name version; do
    [ "$version" = '(none)' ] || candidate[$name]=$version
  done < <(names_of "${missing[@]}" "${wished[@]}" | xargs -r apt-cache policy |
    awk '/^[^ ].*:$/ { name = substr($1, 1, length($1) - 1) } /^  Candidate:/ { print name, $2 }')
  packages=()
  absent=()
  for need in "${missing[@]}"; do
    if choose "$need"; then packages+=("${chosen[@]}"); else absent+=("$need"); fi
  done
  if [ ${#absent[@]} -gt 0 ]; then
    echo "setup.sh: the archives that apt knows have nothing of these lines:" >&2
    for need in "${absent[@]}"; do in_words "$need" >&2; done
    if [ "$reached" = no ]; then
      echo "apt-get update did not reach every archive (its lines are above): mend the network or the sources, and run this again." >&2
    elif grep -qs '^ID=ubuntu' /etc/os-release; then
      echo "Ubuntu, from 24.04 on, has them in universe: sudo add-apt-repository universe, and run this again." >&2
    else
      echo "Debian, from 12 on, has them in main: look whether /etc/apt/sources.list or sources.list.d names it, and run this again." >&2
    fi
    exit 1
  fi
  if [ ${#packages[@]} -gt 0 ]; then
    echo "Installing: ${packages[*]}"
    apt_get install --no-install-recommends "${packages[@]}" > /dev/null || {
      echo "setup.sh: apt-get could not install these, for the reason above: ${packages[*]}" >&2
      exit 1
    }
  fi
  for wish in "${wished[@]}"; do
    if choose "$wish"; then
      echo "Installing, not needed but of use: ${chosen[*]}"
      apt_get install --no-install-recommends "${chosen[@]}" > /dev/null 2>&1 && continue
    fi
    echo "Left out, as it is not to be had here; what would use it goes without: $(in_words "$wish" | sed 's/^ *//')"
  done
fi

# --- The packages of npm ---------------------------------------------------------------------------------------------------
major=$(node -p 'process.versions.node.split(".")[0]')
if [ "$major" -lt 18 ]; then
  echo "setup.sh: $(command -v node) is Node.js $(node --version), and 18 is the least: bring it up to date, or take it away for the system's own." >&2
  exit 1
fi
if [ "$npm_good" = no ]; then
  # npm would empty the folder of another clone through the link.
  if [ -L node_modules ]; then
    echo "setup.sh: node_modules is a link to $(readlink node_modules), which was not filled for this ($want, this package-lock.json). Take the link away, or run this there." >&2
    exit 1
  fi
  omit=()
  [ "$want" = tests ] || omit=(--omit=dev)
  echo "Installing the npm packages of the $want"
  npm ci --silent "${omit[@]}" || {
    echo "setup.sh: npm did not finish; to see why: npm ci ${omit[*]}" >&2
    exit 1
  }
  echo "$want $lock" > "$stamp"
fi
