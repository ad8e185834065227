#!/usr/bin/env bash
# Builds and tests HEAD on a system that has nothing but git and make: fresh.sh SUITE [TARGET]. SUITE is a release of Debian
# (bookworm, trixie), TARGET a target of the Makefile (setup, program, build, test, run; test without). Root alone can do it.
# The system lies in FRESH_DIR (build/fresh) and is kept, packages and all, for the next time; CLEAN=1 starts from nothing and
# leaves nothing. The archive is the one that apt is configured with here, or MIRROR; proxies and npm's registry are this
# machine's too. Mounts and processes live in a namespace of their own and end with it.
set -euo pipefail
suite=${1:-}
target=${2:-test}
if [ -z "$suite" ]; then
  echo "fresh: say which system: make fresh SUITE=bookworm, or SUITE=trixie" >&2
  exit 2
fi
if [ "$(id -u)" != 0 ]; then
  echo "fresh: making a system in a folder needs root: sudo make fresh SUITE=$suite" >&2
  exit 2
fi
cd "$(dirname "$0")/.."
if [ -z "${CREDEX_FRESH_INSIDE:-}" ]; then
  CREDEX_FRESH_INSIDE=1 exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc "$0" "$@"
fi
export LC_ALL=C.UTF-8

folder=${FRESH_DIR:-build/fresh}
mkdir -p "$folder"
folder=$(realpath "$folder")
root=$folder/$suite
log=$folder/$suite-$target.log
: > "$log"
began=$SECONDS
in_words() { if [ "$1" -lt 60 ]; then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi; }
fail() {
  echo "fresh $suite: $*; all it said is in $log" >&2
  exit 1
}
# phase NAME COMMAND...: runs it into the log, says how long it took, and ends here where it fails.
phase() {
  local name=$1 start=$SECONDS
  shift
  echo "== $name" >> "$log"
  if ! "$@" >> "$log" 2>&1 < /dev/null; then
    tail -n 25 "$log" >&2
    fail "$name failed after $(in_words $((SECONDS - start)))"
  fi
  printf '  %-34s %s\n' "$name" "$(in_words $((SECONDS - start)))"
}

# --- The archive that apt here is configured with: both forms of its sources, as apt itself reads them ----------------------
archive_of() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' 2> /dev/null |
    awk -v release="$1" '$2 == release && $3 == "main" { print $1; exit }'
}
. /etc/os-release
mirror=${MIRROR:-}
security=
if [ -z "$mirror" ] && [ "${ID:-}" = debian ]; then
  for release in "$suite" "${VERSION_CODENAME:-}" stable testing unstable sid; do
    [ -n "$mirror" ] || mirror=$(archive_of "$release")
  done
  for release in "$suite-security" "${VERSION_CODENAME:-}-security" stable-security; do
    [ -n "$security" ] || security=$(archive_of "$release")
  done
fi
if [ -z "$mirror" ]; then
  echo "fresh: the sources of apt here name no archive of Debian to take $suite from; give one: make fresh SUITE=$suite MIRROR=http://HOST/debian" >&2
  exit 2
fi
# What apt is told of the network here holds there too.
network=$(apt-config dump | grep -Ei '^Acquire::((http|https)::(Proxy|Proxy-Auto-Detect|No-Cache|Verify-[a-z]+|.*::Proxy)|Check-Valid-Until|Check-Date|Retries) ' || true)
proxy=${http_proxy:-$(sed -n 's/^Acquire::http::Proxy "\(.*\)";$/\1/p' <<< "$network")}
[ -z "$proxy" ] || export http_proxy=$proxy

if [ "${CLEAN:-}" = 1 ]; then rm -rf --one-file-system "$root"; fi
# The repository may belong to somebody else than root.
printf '[safe]\ndirectory = *\n' > "$folder/git.config"
export GIT_CONFIG_GLOBAL=$folder/git.config
commit=$(git rev-parse HEAD)
echo "fresh $suite: make $target of $commit"

# --- The system ------------------------------------------------------------------------------------------------------------
install_debootstrap() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap; }
command -v debootstrap > /dev/null || phase "debootstrap, for this machine" install_debootstrap
make_system() {
  rm -rf --one-file-system "$root"
  local include=git,make
  case "$mirror$security" in *https:*) include+=,ca-certificates ;; esac
  debootstrap --variant=minbase --include="$include" "$suite" "$root" "$mirror" || return 1
  {
    echo "deb $mirror $suite main"
    [ "$suite" = sid ] || echo "deb $mirror $suite-updates main"
    [ -z "$security" ] || echo "deb $security $suite-security main"
  } > "$root/etc/apt/sources.list"
  printf '%s\n' "$network" > "$root/etc/apt/apt.conf.d/80network"
  # What is thrown away after need not reach the disk at each step.
  echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/80fresh"
  # Packages of servers do not start them here.
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  touch "$root/.complete"
}
if [ -e "$root/.complete" ]; then
  echo "  the system is the one made before, with what was installed in it (CLEAN=1 for a new one)"
else
  phase "the bare system, with git and make" make_system
fi
for file in /etc/resolv.conf /etc/hosts; do
  if [ -e "$file" ]; then cat "$file" > "$root$file"; fi
done
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"

# The environment there: nothing of this machine's but the network's.
environment=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
  if [ -n "${!name:-}" ]; then environment+=("$name=${!name}"); fi
done
if command -v npm > /dev/null; then
  for key in registry proxy https-proxy noproxy strict-ssl; do
    value=$(npm config get "$key" 2> /dev/null || true)
    case "$value" in '' | null | undefined) ;; *) environment+=("npm_config_${key//-/_}=$value") ;; esac
  done
fi
# Authorities that this machine trusts beyond the usual ones.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
  mkdir -p "$root/usr/local/share/fresh"
  cp /etc/ssl/certs/ca-certificates.crt "$root/usr/local/share/fresh/authorities.crt"
  environment+=(NODE_EXTRA_CA_CERTS=/usr/local/share/fresh/authorities.crt npm_config_cafile=/usr/local/share/fresh/authorities.crt)
fi
[ -z "${JOBS:-}" ] || environment+=("JOBS=$JOBS")
port=$((20000 + RANDOM % 20000))
inside() { chroot "$root" env -i "${environment[@]}" sh -c "cd /root/credex && $1"; }

# --- The clone, and what is asked for -----------------------------------------------------------------------------------------
# Nothing of an earlier run: no build, no cache of objects, nothing of npm.
clone() {
  rm -rf "$root/root/credex" "$root/root/.cache" "$root/root/.ccache" "$root/root/.npm"
  git clone -q --no-checkout "$PWD" "$root/root/credex" || return 1
  git -C "$root/root/credex" checkout -q --detach "$commit"
}
phase "a clean clone" clone

# The server, until it answers a page.
serve() {
  inside "make run PORT=$port" &
  local server=$! tries=0 answer=
  while kill -0 "$server" 2> /dev/null && [ "$tries" -lt 3600 ]; do
    if answer=$(inside "node -e 'fetch(\"http://127.0.0.1:$port/healthz\").then((a) => console.log(a.status), () => process.exit(1))'" 2> /dev/null); then break; fi
    sleep 1
    tries=$((tries + 1))
  done
  # The processes of the run end with this namespace.
  [ "$answer" = 200 ]
}
phase "make setup" inside "make setup"
system=$(inside 'printf "%s, g++ %s, CMake %s, Boost %s, OpenSSL %s, Node.js %s" "$(. /etc/os-release; echo "$PRETTY_NAME")" "$(g++ -dumpfullversion)" \
  "$(cmake --version | sed -n "s/.*version //p")" "$(sed -n "s/.*BOOST_LIB_VERSION \"\(.*\)\"/\1/p" /usr/include/boost/version.hpp | tr _ .)" \
  "$(openssl version | cut -d" " -f2)" "$(node --version)"')
echo "  $system"
case "$target" in
  setup) ;;
  run) phase "make run, until it answers" serve ;;
  test)
    phase "make program" inside "make program"
    phase "make build" inside "make build"
    phase "make test" inside "make test"
    ;;
  program | build) phase "make $target" inside "make $target" ;;
  *)
    phase "make program" inside "make program"
    phase "make $target" inside "make $target"
    ;;
esac
if grep -q '^Total Test time' "$log"; then sed -n 's/^\([0-9]*% tests passed.*\)/  \1/p' "$log" | tail -1; fi
if [ "${CLEAN:-}" = 1 ]; then
  umount -R -l "$root/proc" "$root/sys" "$root/dev"
  rm -rf --one-file-system "$root"
fi
echo "fresh $suite: good, make $target of $commit from a clean clone in $(in_words $((SECONDS - began)))"
