#!/usr/bin/env bash
# Searches a fuzz target, or all of them in turn, for inputs that break a property; see fuzz/README.md.
#
#   scripts/fuzz.sh TARGET|all SECONDS [SEED]
#
# Exit 1 when one is found; it is left in fuzz/found/.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -lt 2 ]; then
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
target=$1
seconds=$2
shift 2
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}

cargo build --locked --quiet --manifest-path fuzz/Cargo.toml
targets=("$target")
if [ "$target" = all ]; then
    targets=(authorization canonicaliser credential_cleaning credential_paste curl_command presigned_url shell_words
        text_charset text_json text_queries text_rows url_encoder)
fi
for name in "${targets[@]}"; do
    "$CARGO_TARGET_DIR/debug/countersign-fuzz" "$name" "$seconds" "$@"
done
