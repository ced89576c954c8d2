using Fla.Generators.Lower.Cpu;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Properties;

/// <summary>How a template is written leaves no trace in what it is compiled to: the content hash stays.</summary>
public sealed class MetamorphicTests
{
    private const string Signature = "[KernelTemplate] public static void Sample(Block block, In<float> a, Out<float> o, int n)";

    private const string Original = Signature + """
        {
            Tile x = a[.., ..].Load(13, 19);
            Tile sum = Tile.Zeros(13, 1);
            for (int i = 0; i < n; i++)
            {
                Tile e = Tile.Exp(x * 2 - Tile.MaxOf(x * 2, 1));
                sum = sum + Tile.Sum(e, 1) * i;
                if (i > 2)
                    x = x / (sum + 1);
            }

            o[.., ..].Store(Tile.Dot(x, x.T) + sum);
        }
        """;

    [Theory]
    [InlineData("rename a local", "Tile e =", "Tile renamed =", "(e, 1)", "(renamed, 1)")]
    [InlineData("name the carried variable otherwise", "sum", "total")]
    [InlineData("split an expression", "Tile e = Tile.Exp(x * 2 - Tile.MaxOf(x * 2, 1));", "Tile twice = x * 2; Tile m = Tile.MaxOf(twice, 1); Tile d = twice - m; Tile e = Tile.Exp(d);")]
    [InlineData("join expressions", "Tile e = Tile.Exp(x * 2 - Tile.MaxOf(x * 2, 1));", "", "Tile.Sum(e, 1)", "Tile.Sum(Tile.Exp(x * 2 - Tile.MaxOf(x * 2, 1)), 1)")]
    [InlineData("extract a helper", "Tile.Exp(x * 2 - Tile.MaxOf(x * 2, 1))", "Peaked(x * 2, 1)", "*end*", "private static Tile Peaked(Tile t, int axis) { Tile m = Tile.MaxOf(t, axis); return Tile.Exp(t - m); }")]
    [InlineData("extract a local function", "o[.., ..].Store(Tile.Dot(x, x.T) + sum);", "o[.., ..].Store(Gram(x) + sum); static Tile Gram(Tile t) => Tile.Dot(t, t.T);")]
    [InlineData("compound assignment", "sum = sum + Tile", "sum += Tile")]
    [InlineData("fold constants", "x * 2 - Tile.MaxOf(x * 2, 1)", "x * (1 + 1) - Tile.MaxOf(x * (4 / 2), 3 - 2)")]
    [InlineData("braces and comments", "if (i > 2)", "/* when */ if (i > 2) // late")]
    [InlineData("dead code", "Tile e =", "Tile dead = Tile.Exp(x) * 77; if (1 > 2) x = x * 3; Tile e =")]
    [InlineData("a tuple in between", "Tile sum = Tile.Zeros(13, 1);", "(Tile sum, int unused) = (Tile.Zeros(13, 1), 3);")]
    [InlineData("while counting up the other way around", "i < n", "n > i")]
    public void SameKernel(string change, params string[] replacements) => Assert.True(Hash(Original) == Hash(Changed(replacements)), change);

    [Theory]
    [InlineData("another operation", "Tile.Exp", "Tile.Log")]
    [InlineData("another number", "x * 2", "x * 3")]
    [InlineData("another axis", "Tile.MaxOf(x * 2, 1)", "Tile.MaxOf(x * 2, 0)")]
    [InlineData("another operand", "+ sum)", "- sum)")]
    [InlineData("another condition", "i > 2", "i > 3")]
    [InlineData("another size", "13", "14")]
    public void AnotherKernel(string change, params string[] replacements) => Assert.True(Hash(Original) != Hash(Changed(replacements)), change);

    [Fact]
    public void HashesDoNotDependOnTheRun() => Assert.Equal(Hash(Original), Hash(Original));

    private static string Changed(string[] replacements)
    {
        string text = Original + "/*end*/";
        for (int i = 0; i < replacements.Length; i += 2)
        {
            string from = replacements[i] == "*end*" ? "/*end*/" : replacements[i];
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, replacements[i + 1], StringComparison.Ordinal);
        }

        return text;
    }

    private static string Hash(string code)
    {
        BoundTemplate compiled = Templates.Compile(Templates.Model(code));
        CompiledVariant variant = Assert.Single(compiled.Variants);
        Assert.Equal(64, variant.ContentHash.Length);
        return variant.ContentHash;
    }
}
