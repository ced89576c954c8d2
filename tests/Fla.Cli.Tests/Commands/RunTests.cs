using System.Text.Json;
using Fla.Safetensors;

namespace Fla.Cli.Tests.Commands;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> AllTargets => Targets.All;

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void WritesWhatTheVectorHoldsAndWhatMadeIt(string target)
    {
        string output = folder.File("out.safetensors"), input = Vectors.Of("gated_delta_rule.2");
        JsonElement line = Assert.Single(
            Tool.Run("run", "gated_delta_rule", "--input", input, "--output", output, "--target", target, "--json").Ok().Json);
        Assert.Equal(target, line.GetProperty("target").GetString());
        Assert.True(line.GetProperty("tokensPerSecond").GetDouble() > 0);

        using SafetensorsFile file = SafetensorsFile.Open(output);
        Assert.Equal("gated_delta_rule", file.Header.Metadata["op"]);
        Assert.Equal(line.GetProperty("variant").GetString(), file.Header.Metadata["variant"]);
        Assert.Equal(line.GetProperty("hash").GetString(), file.Header.Metadata["hash"]);
        Assert.Equal(["ht", "o"], file.Header.Entries.Keys.Order());
        foreach (string tensor in file.Header.Entries.Keys)
            Assert.InRange(Accuracy.RelativeError(Vectors.Values(output, tensor), Vectors.Values(input, tensor)), 0, 1e-5);
    }

    [Theory]
    [InlineData("bf16", SafetensorsDtype.BF16)]
    [InlineData("fp16", SafetensorsDtype.F16)]
    public void NarrowTypesAreWrittenAsSuch(string dtype, SafetensorsDtype expected)
    {
        string output = folder.File("out.safetensors");
        Tool.Run("run", "kda", "-i", Vectors.Of("kda.0"), "-o", output, "--dtype", dtype, "--target", Targets.Fastest).Ok();
        using SafetensorsFile file = SafetensorsFile.Open(output);
        Assert.Equal(expected, file.Header.Entries["o"].Dtype);
        Assert.Equal(SafetensorsDtype.F32, file.Header.Entries["ht"].Dtype);
    }

    [Fact]
    public void PeopleSeeVariantTimeAndTensors()
    {
        string output = Tool.Run("run", "delta_rule", "-i", Vectors.Of("delta_rule.0"), "--target", "reference").Ok().Output;
        Assert.Contains("reference/delta_chunk", output);
        Assert.Contains("interpreter", output);
        Assert.Contains("[1, 2, 32, 32]", output);
        Assert.Contains("s", output);
    }

    [Fact]
    public void ScaleAndNormalisationArrive()
    {
        string output = folder.File("out.safetensors"), input = Vectors.Of("delta_rule.0");
        Tool.Run("run", "delta_rule", "-i", input, "-o", output, "--target", "reference", "--scale", "0").Ok();
        Assert.All(Vectors.Values(output, "o"), value => Assert.Equal(0, value));
        Tool.Run("run", "delta_rule", "-i", input, "-o", output, "--target", "reference", "--qk-l2norm").Ok();
        Assert.InRange(Accuracy.RelativeError(Vectors.Values(output, "ht"), Vectors.Values(input, "ht")), 0, 1e-2);
    }

    [Fact]
    public void WhatAnOpDoesNotHaveIsRefused()
    {
        string input = Vectors.Of("gla.0");
        Tool.Run("run", "gla", "-i", input, "--layer", "3/12").IsRefused("--layer", "gla has no layers");
        Tool.Run("run", "gla", "-i", input, "--qk-l2norm").IsRefused("--qk-l2norm", "gla takes q and k as they are");
    }

    [Fact]
    public void SumsOfKeysAreWrittenAndTakenBack()
    {
        string output = folder.File("out.safetensors"), input = Vectors.Of("linear_attn.0");
        Tool.Run("run", "linear_attn_normalized", "-i", input, "-o", output, "--target", Targets.Fastest).Ok();
        Assert.Equal([1, 2, 32], Shape(output, "zt"));
        string next = Vectors.Change("linear_attn.0", folder.File("next.safetensors"), tensors =>
            tensors["z0"] = SafetensorsTensor.FromSingles("z0", SafetensorsDtype.F32, Shape(output, "zt"), Vectors.Values(output, "zt")));
        string twice = folder.File("twice.safetensors");
        Tool.Run("run", "linear_attn_normalized", "-i", next, "-o", twice, "--target", Targets.Fastest).Ok();
        Assert.InRange(Accuracy.RelativeError(Vectors.Values(twice, "zt"), Array.ConvertAll(Vectors.Values(output, "zt"), sum => 2 * sum)), 0, 1e-5);
    }

    [Fact]
    public void PackedSequencesArriveThroughCuSeqlens()
    {
        string output = folder.File("out.safetensors");
        byte[] boundaries = [0, 0, 0, 0, 30, 0, 0, 0, 70, 0, 0, 0];
        string input = Vectors.Change("delta_rule.0", folder.File("packed.safetensors"), tensors =>
        {
            tensors.Remove("h0");
            tensors["cu_seqlens"] = SafetensorsTensor.FromBytes("cu_seqlens", SafetensorsDtype.I32, [3], boundaries);
        });
        Tool.Run("run", "delta_rule", "-i", input, "-o", output, "--target", "reference").Ok();
        using SafetensorsFile file = SafetensorsFile.Open(output);
        Assert.Equal(2, file.Header.Entries["ht"].Shape[0]);
    }

    [Fact]
    public void TheReferencesOtherVariantCanBePinned()
    {
        JsonElement line = Assert.Single(Tool.Run(
            "run", "kda", "-i", Vectors.Of("kda.0"), "--target", "reference", "--variant", "reference/delta_recurrent", "--json").Ok().Json);
        Assert.Equal("reference/delta_recurrent", line.GetProperty("variant").GetString());
        Tool.Run("run", "kda", "-i", Vectors.Of("kda.0"), "--target", "reference", "--variant", "other").IsRefused("other", "reference/delta_chunk");
    }

    [Fact]
    public void TensorsThatAreNotReadAreNamed()
    {
        ToolResult result = Tool.Run("run", "delta_rule", "-i", Vectors.Of("gated_delta_rule.0"), "--target", "reference").Ok();
        Assert.Contains("note", result.Error);
        Assert.Contains("does not read g", result.Error);
    }

    [Fact]
    public void AMissingTensorIsNamedWithItsShapeAndALikelyMisspelling()
    {
        string input = Vectors.Change("kda.0", folder.File("f.safetensors"), tensors =>
        {
            tensors["betta"] = SafetensorsTensor.FromSingles("betta", SafetensorsDtype.F32, [1], new float[1]);
            tensors.Remove("beta");
        });
        ToolResult result = Tool.Run("run", "kda", "-i", input, "--target", "reference").Exits(2);
        Assert.Contains("no tensor beta [B, T, HV]", result.Error);
        Assert.Contains("'betta'", result.Error);
    }

    [Fact]
    public void AWrongShapeIsExplained()
    {
        string input = Vectors.Change("kda.0", folder.File("f.safetensors"), tensors =>
            tensors["v"] = SafetensorsTensor.FromSingles("v", SafetensorsDtype.F32, [2, 7], new float[14]));
        Tool.Run("run", "kda", "-i", input, "--target", "reference").IsRefused("f.safetensors", "v", "[2, 7]");
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        byte[] whole = File.ReadAllBytes(Vectors.Of("kda.0"));
        string input = folder.Write("f.safetensors", whole[..^1]);
        Tool.Run("run", "kda", "-i", input, "--target", "reference").IsRefused("f.safetensors", "truncated");
    }

    [Fact]
    public void PathsThatCannotBeAreRefused()
    {
        Tool.Run("run", "kda", "-i", folder.File("none")).IsRefused("no such file");
        Tool.Run("run", "kda", "-i", folder.ToString()).IsRefused("folder");
        Tool.Run("run", "kda", "-i", Vectors.Of("kda.0"), "-o", folder.File("no/such/out")).IsRefused("there is no folder");
    }

    public void Dispose() => folder.Dispose();

    private static long[] Shape(string path, string tensor)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return [.. file.Header.Entries[tensor].Shape];
    }
}
