namespace Fla.Cli.Tests;

/// <summary>The same kernels with narrower vectors: asked for, and on hardware that has no wider ones.</summary>
public sealed class VectorWidthTests
{
    [Theory]
    [InlineData("FLA_VECTOR_BITS", "512")]
    [InlineData("FLA_VECTOR_BITS", "256")]
    [InlineData("FLA_VECTOR_BITS", "128")]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    public void EveryWidthIsRight(string variable, string value)
    {
        Dictionary<string, string> environment = new() { [variable] = value };
        foreach (string dtype in (string[])["fp32", "bf16", "fp16"])
        {
            ToolResult result = Tool.RunIn(
                environment, "verify", Vectors.Of("gated_delta_rule.2"), Vectors.Of("kda.2"), Vectors.Of("delta_rule.0"), "--target", "cpu", "--dtype", dtype, "--json");
            Assert.Equal(6, result.Ok().Json.Length);
            Assert.All(result.Json, static line => Assert.True(line.GetProperty("pass").GetBoolean()));
        }
    }
}
