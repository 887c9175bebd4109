#!/usr/bin/env bash
# Rebuilds assets/hosts/hosts.txt, assets/hosts/regions.txt and src/sigv4/hosts/partition_table.rs. Needs python3 with venv, and network.
#
#   scripts/hosts.sh            writes them
#   scripts/hosts.sh --check    fails when they are not what it would write
#
# The output is kept in the repository; a build never runs this.
set -euo pipefail
cd "$(dirname "$0")/.."

botocore="botocore==1.44.5"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "$botocore"

if [ "${1-}" != "--check" ]; then
    "$work/venv/bin/python" -B scripts/hosts .
    exit
fi
mkdir -p "$work/assets/hosts" "$work/src/sigv4/hosts"
"$work/venv/bin/python" -B scripts/hosts "$work"
for file in assets/hosts/hosts.txt assets/hosts/regions.txt src/sigv4/hosts/partition_table.rs; do
    diff --unified=0 "$file" "$work/$file"
done
