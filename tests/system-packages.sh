#!/usr/bin/env bash
# Installs the system packages that only tests (and `make perform`) need, where it may;
# otherwise names all that are missing in one message.  Does nothing when all are there.
set -euo pipefail

declare -A wanted=(
  [chromium]="chromium"
  [ffmpeg]="ffmpeg"
  [redis-server]="redis-server"
)
missing=()
for program in "${!wanted[@]}"; do
  command -v "$program" >/dev/null 2>&1 || missing+=("${wanted[$program]}")
done
compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || command -v postgres >/dev/null 2>&1 || missing+=(postgresql)
compgen -G "/usr/share/fonts/truetype/dejavu/*" >/dev/null || missing+=(fonts-dejavu-core)

[ "${#missing[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  # The tests start their own servers on free ports; the packages must not start theirs.
  { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    echo "apt-get could not install: ${missing[*]}" >&2
    exit 1
  }
  rm -f "$log"
else
  echo "The tests need these Debian packages: ${missing[*]}.  Install them with: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
