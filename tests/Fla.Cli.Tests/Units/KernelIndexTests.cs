namespace Fla.Cli.Tests.Units;

public sealed class KernelIndexTests
{
    private static readonly KernelIndex Index = new(
    [
        Variant("delta_chunk/fp32/K64", ElementType.Float32, "aabbcc0011"),
        Variant("delta_chunk/bf16/K64", ElementType.BFloat16, "aabbcc0022"),
        Variant("delta_recurrent/fp32/K64", ElementType.Float32, "ddeeff0033"),
    ]);

    [Theory]
    [InlineData("delta_chunk/bf16/K64", "delta_chunk/bf16/K64")]
    [InlineData("DDEEFF", "delta_recurrent/fp32/K64")]
    [InlineData("aabbcc0022", "delta_chunk/bf16/K64")]
    public void AnIdOrTheStartOfAHashNamesAVariant(string name, string id) => Assert.Equal(id, Index.Find(name).Id);

    [Theory]
    [InlineData("delta_chunk/fp23/K64", "did you mean delta_chunk/fp32/K64")]
    [InlineData("recurrent", "did you mean delta_recurrent/fp32/K64")]
    [InlineData("aabbcc", "fits 2 variants")]
    [InlineData("aabb", "unknown variant")]
    public void AnythingElseIsExplained(string name, string remedy) => Assert.Contains(remedy, Refusal(() => Index.Find(name)));

    [Fact]
    public void APinMustFitTargetAndElement()
    {
        Index.CheckPin("delta_chunk/bf16/K64", KernelTarget.Cpu, ElementType.BFloat16);
        Index.CheckPin("reference/delta_chunk", KernelTarget.Reference, ElementType.Float32);
        Assert.Contains("add --dtype bf16", Refusal(() => Index.CheckPin("delta_chunk/bf16/K64", KernelTarget.Cpu, ElementType.Float32)));
        Assert.Contains("unknown cpu variant", Refusal(() => Index.CheckPin("reference/delta_chunk", KernelTarget.Cpu, ElementType.Float32)));
    }

    private static string Refusal(Action action) => Assert.Throws<CliException>(action).Message;

    private static KernelInfo Variant(string id, ElementType element, string hash) => new(
        id, id.Split('/')[0], KernelTarget.Cpu, element, hash, [new("K", "64")], new VariantResources(1024, 1, 5, 10, 20, 16), () => "// code");
}
