#!/usr/bin/env bash
# Makes assets/readme/window.png: the window after Send of the sample, as scripts/window-run.sh saw it.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --release --locked --quiet
scripts/window-run.sh
mkdir -p assets/readme
convert "${CARGO_TARGET_DIR:-target}/ci/sent.png" -strip -define png:compression-level=9 assets/readme/window.png
