#!/usr/bin/env bash
# The heavy figures, which .ci/run leaves out, in one table: run by hand on a quiet machine before an issue ends.
#
#   scripts/figures.sh [NAME…]       upload, download, run, bombs, text, history, frames, viewer; all unless named
#
# benches/README.md says what each one measures, against what, and what it needs. Runs all of them, prints their outputs
# whole and the table last. Exit 1 when a limit is missed.
set -uo pipefail
cd "$(dirname "$0")/.."

names=("$@")
[ $# -gt 0 ] || names=(upload download run bombs text history frames viewer)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

figure() {
    case $1 in
    upload) benches/upload.sh ;;
    download) benches/download.sh 5 ;;
    run) benches/run.sh ;;
    bombs) benches/bombs.sh ;;
    text | history | frames | viewer) cargo bench --locked --quiet --bench "$1" ;;
    *)
        echo "figures: no figure is called $1" >&2
        return 2
        ;;
    esac
}

# All programs before the first figure: a build beside them would be measured too.
cargo build --locked --release --quiet --bin countersign || exit 1
cargo bench --locked --quiet --no-run --bench text --bench history --bench frames --bench viewer || exit 1

missed=0
for name in "${names[@]}"; do
    printf '\n=== %s\n' "$name"
    start=$SECONDS
    verdict=held
    figure "$name" 2>&1 | tee "$folder/output" || { verdict=MISSED; missed=1; }
    head=$(printf '%-9s %-7s %5d s' "$name" "$verdict" $((SECONDS - start)))
    # Name, verdict and seconds stand beside the first line alone.
    while IFS= read -r line; do
        [ -n "$line" ] || continue
        printf '%-25s  %s\n' "$head" "$line"
        head=""
    done <"$folder/output" >>"$folder/table"
done

printf '\n%-9s %-7s %7s  %s\n' figure limits took figures
cat "$folder/table"
exit "$missed"
