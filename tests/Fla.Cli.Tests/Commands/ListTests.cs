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
            KernelIndex.All.Select(v => v.Id),
            lines.Where(l => l.GetProperty("kind").GetString() == "variant").Select(l => l.GetProperty("variant").GetString()));
    }

    [Fact]
    public void AFilterThatFitsNothingIsAnError() => Tool.Run("list", "no_such_kernel").IsRefused("no_such_kernel");
}
