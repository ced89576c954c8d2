using System.Text.Json;

namespace Fla.Cli.Tests.Commands;

public sealed class ListTests
{
    [Fact]
    public void PeopleSeeTheOps()
    {
        string output = Tool.Run("list").Ok().Output;
        Assert.All(OpCatalog.All, op => Assert.Contains(op.Name, output));
    }

    [Fact]
    public void ProgramsGetALineAnOpAndAVariant()
    {
        JsonElement[] lines = Tool.Run("list", "--json").Ok().Json;
        Assert.Equal(
            OpCatalog.All.Select(op => op.Name),
            lines.Where(l => l.GetProperty("kind").GetString() == "op").Select(l => l.GetProperty("op").GetString()));
        Assert.Equal(
            ["lightning_attn"],
            lines.Where(l => l.GetProperty("kind").GetString() == "op" && l.GetProperty("layers").GetBoolean()).Select(l => l.GetProperty("op").GetString()));
        Assert.Equal(
            KernelIndex.ThisBuild.All.Select(v => v.Id),
            lines.Where(l => l.GetProperty("kind").GetString() == "variant").Select(l => l.GetProperty("variant").GetString()));
    }

    [Fact]
    public void VariantsOfATargetAreListedAlone()
    {
        JsonElement[] variants = [.. Tool.Run("list", "--target", "cuda", "--json").Ok().Json.Where(l => l.GetProperty("kind").GetString() == "variant")];
        Assert.NotEmpty(variants);
        Assert.All(variants, v => Assert.Equal("cuda", v.GetProperty("target").GetString()));
        Assert.All(variants, v => Assert.True(v.GetProperty("resources").GetProperty("threads").GetInt32() >= 32));
    }

    [Fact]
    public void AFilterThatFitsNothingIsAnError() => Tool.Run("list", "no_such_kernel").IsRefused("no_such_kernel");
}
