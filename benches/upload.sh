#!/usr/bin/env bash
# Anonymous memory of `countersign send` while it hashes and sends a sparse file of 5 GB to a server that reads it away.
#
#   benches/upload.sh [BYTES]       default 5,000,000,000
#
# Exit 1 when the most that was seen is above the limit, or when the bytes did not all arrive. Needs python3 and Linux.
set -euo pipefail
cd "$(dirname "$0")/.."

bytes=${1:-5000000000}
limit_kb=40000
target=${CARGO_TARGET_DIR:-target}

cargo build --release --locked --quiet --bin countersign
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
truncate -s "$bytes" "$scratch/sparse"

python3 benches/upload.py --file "$scratch/sparse" --limit-kb "$limit_kb" "$target/release/countersign"
