namespace Fla.Tests.Attestation;

/// <summary>tests/attest/passed.txt: variants that passed on a GPU in a run whose records were lost. Each line is about one content hash.</summary>
internal static class Passed
{
    private static readonly HashSet<string> Lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "attest", "passed.txt")).Where(static l => !l.StartsWith('#'))];

    /// <summary>Whether this code of the variant passed.</summary>
    public static bool Has(KernelVariant variant) => Lines.Contains($"{variant.ContentHash} {variant.Id}");
}
