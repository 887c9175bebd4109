#!/usr/bin/env bash
# Replies that decode to 10 GB, received by the release binary: its peak of anonymous memory and what it says.
#
#   benches/bombs.sh
#
# Needs python3; br and zstd are made when its modules `brotli` and `zstandard` are there. Exit 1 above 300 MB, or when
# a bomb is not stopped.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
cargo build --release --locked --quiet --bin countersign
"${PYTHON:-python3}" benches/bombs.py --countersign "$target/release/countersign" --limit 300
