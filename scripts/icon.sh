#!/usr/bin/env bash
# Draws assets/icon-256.png from assets/icon.svg. Needs python3 with venv, and network.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'cairosvg==2.8.2'
"$work/venv/bin/cairosvg" assets/icon.svg --output assets/icon-256.png --output-width 256
