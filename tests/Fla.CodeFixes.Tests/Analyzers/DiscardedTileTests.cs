namespace Fla.CodeFixes.Tests;

public class DiscardedTileTests
{
    [Theory]
    [InlineData("Tile.Exp(x)", "Tile.Exp")]
    [InlineData("x.Row(0)", "Tile.Row")]
    [InlineData("x.To<Half>()", "Tile.To")]
    [InlineData("tensor[0, ..].LoadRow(4)", "InSlice.LoadRow")]
    public Task UnusedResultsAreFound(string call, string name) =>
        Finding.Only(Method(call + ";"), "FLA0020", call, $"result of {name} is not used");

    [Theory]
    [InlineData("x = Tile.Exp(x);")]
    [InlineData("_ = Tile.Exp(x);")]
    [InlineData("Func<Tile> later = () => Tile.Exp(x);")]
    [InlineData("Action later = () => Tile.Exp(x);")]
    [InlineData("output[0, ..].Store(x);")]
    [InlineData("Note(x);")]
    public Task OtherStatementsAreFine(string statement) => Finding.None(Method(statement));

    private static string Method(string statement) =>
        $$"""
        static class Kernels
        {
            static void Plain(Tile x, In<float> tensor, Out<float> output)
            {
                {{statement}}
            }

            static Tile Note(Tile x) => x;
        }
        """;
}
