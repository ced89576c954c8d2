#!/usr/bin/env bash
# Packs the packages into a feed of their own and uses them as a project outside the repository would.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
root=$(cd ../.. && pwd)
feed=$root/artifacts/feed packages=$root/artifacts/consumer-packages

# The version stays the same while the packages change.
rm -rf "$feed" "$packages"/fla.* bin obj
mkdir -p "$feed"
for project in runtime/Fla.Runtime generators/Fla.Generators kernels/Fla.Kernels; do
    dotnet pack -c Release "$root/$project" -o "$feed" -v quiet -warnaserror
done

dotnet restore
dotnet build -c Release --no-restore -warnaserror
dotnet run -c Release --no-build

# Tuned here, the results go to a lock file; built again, the program brings them along to a user who has measured nothing.
store=$(mktemp -d)
trap 'rm -rf "$store" fla.tune.lock fla.known-bad' EXIT
FLA_TUNE_STORE=$store/own.db dotnet run -c Release --no-build -- tune fla.tune.lock
echo 'residual_norm/cpu/f16-D64-* | dotnet >=10.0 | an example' > fla.known-bad
dotnet build -c Release --no-restore -warnaserror
FLA_TUNE_STORE=$store/empty.db dotnet run -c Release --no-build -- shipped
rm fla.tune.lock fla.known-bad

# A mistake in a template is reported at its line, under its number, and nothing else is.
trap 'rm -rf "$store" Broken.cs' EXIT
cat > Broken.cs <<'TEMPLATE'
namespace Consumer;

internal static class Broken
{
    [Fla.KernelTemplate]
    public static void Sum(Fla.Block block, Fla.In<float> x, Fla.Out<float> y) =>
        y[block.X, ..].Store(x[block.X, ..].LoadRow(16) + x[block.X, ..].LoadRow(32));
}
TEMPLATE
errors=$(dotnet build -c Release --no-restore 2>&1 | grep -o '[A-Za-z.]*([0-9,]*): error [A-Z0-9]*' | sort -u) || true
if [ "$errors" != "Broken.cs(7,30): error FLA0003" ]; then
    printf 'expected one error at Broken.cs(7,30), got:\n%s\n' "$errors"
    exit 1
fi
rm -f Broken.cs

dotnet publish -c Release -r linux-x64 --self-contained -p:PublishTrimmed=true -p:TrimmerSingleWarn=false -warnaserror -o ../../artifacts/consumer
../../artifacts/consumer/Consumer
# Without startup hooks there is no worker process: it tunes by itself, with a journal.
FLA_TUNE_STORE=$store/trimmed.db ../../artifacts/consumer/Consumer tune "$store/trimmed.lock"
