#!/usr/bin/env bash
# Searches a fuzz target, or all of them, as many at once as there are cores, for inputs that break a property; see
# fuzz/README.md.
#
#   scripts/fuzz.sh TARGET|all SECONDS [SEED]
#
# Exit 1 when one is found; it is left in fuzz/found/. FUZZ_PROFILE and FUZZ_FEATURES are those of another build that
# should be used again; an optimised one is made otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -lt 2 ]; then
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
target=$1
seconds=$2
shift 2
profile=${FUZZ_PROFILE:-fuzz}
folder=$profile
[ "$profile" != dev ] || folder=debug

cargo build --locked --quiet --profile "$profile" --features "${FUZZ_FEATURES:-}" --example fuzz
targets=("$target")
if [ "$target" = all ]; then
    targets=(authorization canonicaliser config_file credential_cleaning credential_paste curl_command import_file mistakes
        opencollection_file presigned_url refusal shell_words text_charset text_json text_queries text_rows url_encoder)
fi
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I NAME \
    "${CARGO_TARGET_DIR:-target}/$folder/examples/fuzz" NAME "$seconds" "$@" || exit 1
