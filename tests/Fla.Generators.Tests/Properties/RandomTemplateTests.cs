using CsCheck;

namespace Fla.Generators.Tests.Properties;

/// <summary>Random templates compute compiled what they compute interpreted.</summary>
public sealed class RandomTemplateTests
{
    private static readonly long Batches = long.TryParse(Environment.GetEnvironmentVariable("FLA_PROPERTY_BATCHES"), out long batches) ? batches : 3;

    [Fact]
    public void CompiledIsInterpreted() => RandomBatch.Gen.Sample(static batch => batch.Check(batch.Compile()), iter: Batches, threads: 1, print: static batch => batch.ToString());
}
