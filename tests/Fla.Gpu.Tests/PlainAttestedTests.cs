using Fla.Cli;
using Fla.Tests.Attestation;

namespace Fla.Gpu.Tests;

/// <summary>The plain templates and the outside consumer's compile to CUDA as they are, and each variant of this build was right on a GPU.</summary>
public sealed class PlainAttestedTests
{
    private const string Name = "tests/attest/plain.json";
    private const string Renewal = $"Fla.Gpu plain --out {Name}";

    private static AttestedVariant[] Records { get; } = new AttestationFile(Path.Combine(AppContext.BaseDirectory, "attest", "plain.json")).Read();

    [Fact]
    public void EveryTemplateHasVariants() => Assert.Equal(
        ["causal_attention", "matrix_product", "prefix_sum", "residual_norm", "rms_norm", "row_softmax"],
        Variants.Plain.Select(static v => v.Kernel).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Of 16-bit elements: those of fp32 ran on a GPU too, but were held against the CPU's tolerance there.</summary>
    [Fact]
    public void EveryVariantOfThisBuildIsAttested()
    {
        Dictionary<string, AttestedVariant> records = Records.ToDictionary(static r => r.Variant);
        string[] missing = [.. Variants.Plain.Where(v => v.Element != ElementType.Float32 && records.GetValueOrDefault(v.Id)?.ContentHash != v.ContentHash && !Passed.Has(v)).Select(static v => v.Id)];
        Assert.True(missing.Length == 0, $"{Name} says nothing of the code of {string.Join(", ", missing)}. On a machine with a GPU: {Renewal}");
    }

    [Fact]
    public void WhatIsAttestedIsRight() => Assert.All(Records, static r =>
        Assert.InRange(r.MaxRelError, 0, Accuracy.Tolerance(Variants.Find(r.Variant).Element, KernelTarget.Cuda)));
}
