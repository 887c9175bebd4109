#!/usr/bin/env bash
# The quick part of .ci/run, for the hands: format, clippy, tests, docs.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo fmt --check
cargo clippy --locked --all-targets -- -D warnings
cargo test --locked
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items --quiet
echo "all checks passed"
