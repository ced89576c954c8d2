#!/usr/bin/env bash
# Runs every CUDA variant under NVIDIA's four sanitizers, on a machine with a GPU: sanitize.sh BUNDLE OUT [NAME]
# BUNDLE is the folder that the bundle was unpacked to, OUT gets a log a tool, NAME is a part of the kernels' names. Fails when a tool found something.
set -uo pipefail
[ $# -ge 2 ] || { sed -n '2,3p' "$0" >&2; exit 2; }
bundle=$1 out=$2 part=${3:-}

sanitizer=${COMPUTE_SANITIZER:-$(command -v compute-sanitizer || ls /usr/local/cuda*/bin/compute-sanitizer 2> /dev/null | tail -1)}
[ -n "$sanitizer" ] && [ -x "$sanitizer" ] || { echo "No compute-sanitizer: install a CUDA toolkit, or set COMPUTE_SANITIZER to it." >&2; exit 3; }
mkdir -p "$out"

# What is left out: errors of the driver's own functions. The runtime asks for things that older GPUs refuse, and handles the refusal.
declare -A options=(
    [memcheck]="--report-api-errors no"
    [racecheck]="--racecheck-report all"
    [synccheck]=""
    [initcheck]="--report-api-errors no"
)
arguments=(sanitize)
[ -n "$part" ] && arguments+=(--part "$part")
failed=0
for tool in memcheck racecheck synccheck initcheck; do
    start=$SECONDS
    # shellcheck disable=SC2086
    "$sanitizer" --tool $tool ${options[$tool]} --error-exitcode 99 --print-limit 20 --log-file "$out/$tool.log" \
        "$bundle/Fla.Gpu" "${arguments[@]}" > "$out/$tool.txt" 2>&1
    code=$?
    checked=$(grep -c '^ok ' "$out/$tool.txt")
    wrong=$(grep -c '^FAILED' "$out/$tool.txt")
    if [ $code -eq 0 ] && [ "$checked" -gt 0 ]; then
        echo "ok     $tool: $checked variants, $((SECONDS - start)) s"
    else
        echo "FAILED $tool: exit code $code, $checked variants right, $wrong wrong, $((SECONDS - start)) s"
        tail -n 40 "$out/$tool.log"
        failed=1
    fi
done
exit $failed
