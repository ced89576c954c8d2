using CsCheck;
using Fla.Generators.Tests.Support;
using Xunit.Sdk;

namespace Fla.Generators.Tests.Properties;

/// <summary>The comparison of random templates can fail: emitted code that is wrong at one vector width is found.</summary>
public sealed class PlantedFaultTests(PlantedFaultTests.Batch batch) : IClassFixture<PlantedFaultTests.Batch>
{
    [Theory]
    [InlineData("a constant is off by a thousandth", ".Passes.512.g.cs", "L.Splat(0.125f)", "L.Splat(0.125125f)")]
    [InlineData("a row too many is read", ".Passes.256.g.cs", "r < rows ? columns : 0", "r <= rows ? columns : 0")]
    [InlineData("a column too many is written", ".Passes.128.g.cs", "last - c)", "last - c + 1)")]
    [InlineData("a comparison is turned around", ".Passes.256.g.cs", "Vector256.GreaterThan(", "Vector256.LessThan(")]
    [InlineData("a product loses a term", ".Passes.512.g.cs", "k = 0; k <", "k = 1; k <")]
    [InlineData("a prefix sum starts late", ".Passes.128.g.cs", "for (int i = 1; i <", "for (int i = 2; i <")]
    [InlineData("a loop runs once less", ".f32.256.g.cs", "s0 = 0; s0 <", "s0 = 1; s0 <")]
    public void IsFound(string fault, string file, string correct, string wrong)
    {
        int planted = 0;
        GeneratorRun altered = batch.Run.Altered(file, text =>
        {
            planted += text.Contains(correct, StringComparison.Ordinal) ? 1 : 0;
            return text.Replace(correct, wrong, StringComparison.Ordinal);
        });
        Assert.True(planted > 0, $"Nothing to plant: {fault}");
        XunitException found = Assert.Throws<XunitException>(() => batch.Templates.Check(altered));
        Assert.Contains($"at {file.Split('.')[^3]} bits", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsFoundWhereNothingIsPlanted() => batch.Templates.Check(batch.Run.Altered(".g.cs", static text => text));

    public sealed class Batch
    {
        private const uint Seed = 101;

        public Batch() => Run = Templates.Compile();

        internal RandomBatch Templates { get; } = RandomBatch.Gen.Generate(new PCG(Seed, 5), null, out _);

        internal GeneratorRun Run { get; }
    }
}
