#!/usr/bin/env bash
# Everything that is proved and measured on a machine with a GPU, in one go: all.sh BUNDLE OUT [STEP...]
# BUNDLE is fla-gpu.tar.gz or the folder that it was unpacked to; what each step prints and writes lands in OUT. Without STEPs: all, in this order.
#   verify    every op kernel against the oracle
#   tune      a small shape of each op                         -> tune.lock
#   bench     what results.py compares with others             -> ours.json
#   regret    the cost model's choices                         -> regret.json
#   plain     the plain templates, attested                    -> plain.json, for tests/attest
#   attest    the variants of the package, attested            -> cuda.json, for tests/attest
#   sanitize  every variant under NVIDIA's sanitizers          -> sanitize/
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
steps=(verify tune bench regret plain attest sanitize)
usage() { sed -n '2,10p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
bundle=$1 out=$2
shift 2
[ $# -gt 0 ] || set -- "${steps[@]}"
for step in "$@"; do
    [[ " ${steps[*]} " == *" $step "* ]] || { echo "There is no step '$step'." >&2; usage; }
done
[ -e "$bundle" ] || { echo "There is no bundle $bundle: bundle.sh makes one." >&2; exit 2; }

mkdir -p "$out"
out=$(cd "$out" && pwd)
if [ -f "$bundle" ]; then
    mkdir -p "$out/bundle"
    tar -xzf "$bundle" -C "$out/bundle"
    bundle=$out/bundle
fi
# Compiled once for all steps; nothing is kept outside of OUT, and what is tuned decides nothing in the other steps.
export FLA_CUDA_CACHE=$out/cache FLA_TUNE_STORE=memory

verify() { "$bundle/Fla.Gpu" verify; }
tune() { FLA_TUNE_STORE=$out/tune.db "$bundle/fla" tune --target cuda --shape B=1,T=512,H=8,K=64 --lock "$out/tune.lock"; }
bench() { "$bundle/Fla.Gpu" bench --out "$out/ours.json"; }
regret() { "$bundle/Fla.Gpu" regret --out "$out/regret.json"; }
plain() {
    "$bundle/Fla.Gpu" plain --list | sed 's/-.*//' | sort -u | xargs -P "$(nproc)" -I{} "$bundle/Fla.Gpu" plain --out "$out/plain.json" --part {}
}
# A process a core: most of the time goes into starting up and into the oracle.
attest() {
    "$bundle/fla" list --target cuda --json | grep -o '"[a-z_]*/cuda/[^"]*"' | tr -d '"' | sort -u |
        xargs -P "$(nproc)" -I{} "$bundle/fla" verify --target cuda --attest "$out/cuda.json" --missing --variant {} --jobs 1
}
sanitize() { "$here/sanitize.sh" "$bundle" "$out/sanitize"; }

failed=()
for step in "$@"; do
    echo "== $step"
    start=$SECONDS
    if $step > "$out/$step.txt" 2>&1; then state=ok; else state="FAILED ($?)"; failed+=("$step"); fi
    grep -E '^FAILED' "$out/$step.txt"
    tail -n 3 "$out/$step.txt"
    echo "== $step: $state, $((SECONDS - start)) s, $out/$step.txt"
done
[ ${#failed[@]} -eq 0 ] || { echo "Failed: ${failed[*]}" >&2; exit 1; }
