using Fla.Tuning;

namespace Fla.Tests.Tuning;

public sealed class GateTests
{
    private static readonly PlantedTunable Tunable = new();
    private static readonly TrialRequest Request = new("T=4096,K=64", ElementType.Float32, Threads: 1);

    [Theory]
    [InlineData("slow")]
    [InlineData("fast")]
    public void WhatIsRightPasses(string variant)
    {
        GateResult result = CorrectnessGate.Check(Tunable.Gate(Request), Planted.Find(variant).Id);
        Assert.Null(result.Rejection);
        Assert.InRange(result.Error, 0, 1e-7);
    }

    [Theory]
    [InlineData("wrong", "relative error")]
    [InlineData("unwritten", "was not written")]
    [InlineData("fickle", "differs between two runs")]
    public void WhatIsWrongDoesNot(string variant, string reason) =>
        Assert.Contains(reason, CorrectnessGate.Check(Tunable.Gate(Request), Planted.Find(variant).Id).Rejection);

    [Fact]
    public void WhatFitsNoTrialDoesNot() => Assert.Contains("no trial", CorrectnessGate.Check(Tunable.Gate(Request), "other/cpu/x").Rejection);
}
