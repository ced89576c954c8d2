using System.Text.Json;

namespace Fla.Cli.Tests.Commands;

public sealed class ShowTests
{
    [Fact]
    public void WithoutAVariantItSaysWhereTheNamesAre() => Tool.Run("show").IsRefused("name a variant", "fla list");

    [Fact]
    public void AnUnknownVariantIsAnError() => Tool.Run("show", "no_such_variant").IsRefused("unknown variant 'no_such_variant'");

    [Fact]
    public void ACompiledVariantShowsItsCode()
    {
        KernelInfo variant = KernelIndex.ThisBuild.All[0];
        string source = Tool.Run("show", variant.Id).Ok().Output;
        Assert.Contains("class", source);
        JsonElement line = Assert.Single(Tool.Run("show", variant.ContentHash, "--json").Ok().Json);
        Assert.Equal(variant.Id, line.GetProperty("variant").GetString());
        Assert.Equal(source.TrimEnd(), line.GetProperty("source").GetString()!.TrimEnd());
        Tool.Run("show", variant.Id[..^1]).IsRefused("did you mean");
    }

    [CpuFact]
    public void APinnedVariantRunsOrIsRefused()
    {
        string kda = Vectors.Of("kda.0");
        string ran = Assert.Single(Tool.Run("run", "kda", "-i", kda, "--json").Ok().Json).GetProperty("variant").GetString()!;
        JsonElement pinned = Assert.Single(Tool.Run("run", "kda", "-i", kda, "--variant", ran, "--json").Ok().Json);
        Assert.Equal(ran, pinned.GetProperty("variant").GetString());
        Tool.Run("run", "kda", "-i", kda, "--variant", ran, "--dtype", "bf16").IsRefused("--dtype fp32");
    }
}
