using Fla.Cli;

namespace Fla.Gpu.Tests;

/// <summary>The plain templates and the outside consumer's compile to CUDA as they are, and each variant of this build was right on a GPU.</summary>
public sealed class PlainAttestedTests
{
    private const string Name = "tests/attest/plain.json";
    private const string Renewal = $"Fla.Gpu plain --out {Name}";

    private static AttestationFile File { get; } = new(Path.Combine(AppContext.BaseDirectory, "attest", "plain.json"));

    [Fact]
    public void EveryTemplateHasVariants() => Assert.Equal(
        ["causal_attention", "matrix_product", "prefix_sum", "residual_norm", "rms_norm", "row_softmax"],
        Variants.Plain.Select(static v => v.Kernel).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void EveryVariantOfThisBuildIsAttested()
    {
        string[] missing = [.. File.Missing(Variants.Plain).Select(static v => v.Id)];
        Assert.True(missing.Length == 0, $"{Name} says nothing of the code of {string.Join(", ", missing)}. On a machine with a GPU: {Renewal}");
    }

    [Fact]
    public void WhatIsAttestedIsRight() => Assert.All(File.Read(), static r =>
        Assert.InRange(r.MaxRelError, 0, Accuracy.Tolerance(Variants.Find(r.Variant).Element, KernelTarget.Cuda)));
}
