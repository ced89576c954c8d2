namespace Fla.Cli.Tests.Attestation;

/// <summary>No CUDA kernel changes unnoticed: each one of this build was right on a GPU, as it is now.</summary>
public sealed class AttestedTests
{
    public const string Name = "tests/attest/cuda.json";

    public const string Renewal = $"fla verify --target cuda --attest {Name} --missing";

    public static string Copy => Path.Combine(AppContext.BaseDirectory, "attest", "cuda.json");

    [AttestedFact]
    public void EveryCudaVariantOfThisBuildIsAttested()
    {
        string[] missing = [.. new AttestationFile(Copy).Missing(Attester.Variants).Select(v => v.Id)];
        Assert.True(missing.Length == 0, $"{Name} says nothing of the code of {string.Join(", ", missing)}. On a machine with a GPU: {Renewal}");
    }

    [AttestedFact]
    public void WhatIsAttestedIsRight() => Assert.All(
        new AttestationFile(Copy).Read(),
        r => Assert.InRange(r.MaxRelError, 0, Accuracy.Tolerance(ElementOf(r.Variant), KernelTarget.Cuda)));

    private static ElementType ElementOf(string variant) => variant.Split('/')[2].Split('-')[0] switch
    {
        "f32" => ElementType.Float32,
        "f16" => ElementType.Float16,
        _ => ElementType.BFloat16,
    };
}
