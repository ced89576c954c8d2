#!/usr/bin/env bash
# Packs Fla.Gpu and the fla tool with one runtime for a machine that has a GPU and nothing else: artifacts/gpu/fla-gpu.tar.gz.
# There: mkdir gpu && tar -xzf fla-gpu.tar.gz -C gpu && gpu/Fla.Gpu && gpu/fla doctor
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
limit=60000000

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Into one folder: what both need is the same file.
for project in bench/gpu/Fla.Gpu runtime/Fla.Cli; do
    dotnet publish $project -c Release -r linux-x64 --self-contained -o "$work/gpu" -p:DebugType=none -p:PublishReadyToRun=false -warnaserror
done
rm -rf artifacts/gpu
mkdir -p artifacts/gpu
tar -C "$work/gpu" -czf artifacts/gpu/fla-gpu.tar.gz .
size=$(stat -c %s artifacts/gpu/fla-gpu.tar.gz)
echo "artifacts/gpu/fla-gpu.tar.gz: $((size / 1000000)) MB"
[ "$size" -lt "$limit" ] || { echo "More than $((limit / 1000000)) MB: too large to send." >&2; exit 1; }
