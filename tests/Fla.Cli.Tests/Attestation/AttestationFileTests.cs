using System.Text.Json;
using Fla.Tuning;

namespace Fla.Cli.Tests.Attestation;

/// <summary>The file of attestations: what is written is read, records of this build stay, others go.</summary>
public sealed class AttestationFileTests
{
    private static readonly KernelVariant[] Variants = [.. Attester.Variants.Take(3)];

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        using var folder = new TemporaryFolder();
        var file = new AttestationFile(folder.File("cuda.json"));
        Assert.Empty(file.Read());
        AttestedVariant record = Of(Variants[0]) with { Spills = null };
        file.Put(record, Variants);
        Assert.Equal(record, Assert.Single(file.Read()));
        Assert.Contains("\"contentHash\"", File.ReadAllText(file.Path));
        Assert.Equal([file.Path], Directory.GetFiles(Path.GetDirectoryName(file.Path)!));
    }

    [Fact]
    public void RecordsOfThisBuildStayAndOthersGo()
    {
        using var folder = new TemporaryFolder();
        var file = new AttestationFile(folder.File("cuda.json"));
        AttestedVariant stale = Of(Variants[1]) with { ContentHash = new string('0', 64) };
        AttestedVariant gone = Of(Variants[1]) with { Variant = "delta_chunk/cuda/gone" };
        File.WriteAllText(file.Path, JsonSerializer.Serialize([Of(Variants[2]), stale, gone], AttestationJson.Readable.AttestedVariantArray));
        file.Put(Of(Variants[0]), Variants);
        Assert.Equal([Variants[0].Id, Variants[2].Id], file.Read().Select(r => r.Variant));

        // Its own record is replaced.
        file.Put(Of(Variants[0]) with { MedianMs = 9 }, Variants);
        Assert.Equal(9, file.Read()[0].MedianMs);
        Assert.Equal(2, file.Read().Length);
    }

    [Fact]
    public void RecordsOfManyWritersAllStay()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("cuda.json");
        KernelVariant[] all = [.. Attester.Variants];
        Parallel.ForEach(all, new ParallelOptions { MaxDegreeOfParallelism = 8 }, v => new AttestationFile(path).Put(Of(v), all));
        Assert.Equal(all.Select(v => v.Id).Order(StringComparer.Ordinal), new AttestationFile(path).Read().Select(r => r.Variant));
    }

    [Fact]
    public void WhatHasNoRecordOfItsCodeIsMissing()
    {
        using var folder = new TemporaryFolder();
        var file = new AttestationFile(folder.File("cuda.json"));
        AttestedVariant stale = Of(Variants[1]) with { ContentHash = new string('0', 64) };
        File.WriteAllText(file.Path, JsonSerializer.Serialize([Of(Variants[0]), stale], AttestationJson.Readable.AttestedVariantArray));
        Assert.Equal([Variants[1].Id, Variants[2].Id], file.Missing(Variants).Select(v => v.Id));
    }

    [Fact]
    public void AnotherFileIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("cuda.json"), "{}");
        Assert.Contains("is no attestation", Assert.Throws<IOException>(() => new AttestationFile(folder.File("cuda.json")).Read()).Message);
    }

    [Theory]
    [InlineData("ptxas info    : Function properties for Run\n    8 bytes stack frame, 12 bytes spill stores, 16 bytes spill loads", 12)]
    [InlineData("0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads", 0)]
    [InlineData("", null)]
    public void SpillsAreReadFromTheAssemblersLog(string log, int? spills) => Assert.Equal(spills, AttestedVariant.SpillsIn(log));

    [Fact]
    public void EveryVariantHasACallByWhichItIsAttested() => Assert.All(Attester.Variants, v =>
    {
        Tunable tunable = Assert.Single(Tunables.All, t => t.ShapeOf(v) is not null);
        // What joins segments, or both passes of an op, runs as a part of a call of one.
        if (v.Kernel.StartsWith("segment_", StringComparison.Ordinal) || v.Kernel is "slot_softmax" or "hgrn_carry")
            return;
        Assert.True(tunable.RunsOn(KernelTarget.Cuda));
        Assert.True(OpCatalog.TryFind(tunable.Name, out OpDescriptor? op));
        Assert.Contains(v.Id, op.Match(OpShape.Parse(tunable.ShapeOf(v)!), v.Element, new Fla.Cuda.CudaLimits(132, 227 << 10, 228 << 10, 1024, 2048)).Contenders.Select(c => c.Variant.Id));
    });

    private static AttestedVariant Of(KernelVariant variant) => new()
    {
        Kernel = variant.Kernel,
        Variant = variant.Id,
        ContentHash = variant.ContentHash,
        PtxHash = new string('a', 64),
        Device = "cuda-sm_90-132-H100-80GB",
        Driver = "580.65.06",
        Toolchain = "dotnet-10.0.12-jit+ilgpu-1.5.3+driver-580.65.06+ptx-7.8",
        Date = "2026-01-31",
        Registers = 168,
        Spills = 0,
        Stack = 0,
        SharedBytes = variant.Resources.SharedBytes,
        MaxRelError = 2.1e-3,
        MedianMs = 0.25,
    };
}
