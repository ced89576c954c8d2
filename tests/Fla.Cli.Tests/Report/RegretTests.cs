using Fla.Tuning;

namespace Fla.Cli.Tests.Report;

public sealed class RegretTests
{
    private static readonly KernelVariant A = Times.Variants[0], B = Times.Variants[1];

    [CpuFact]
    public void EachWayToChooseHasItsRegret()
    {
        // At T=64 the cost model is wrong by half; at T=128 it is right, and the nearest class would choose the other one.
        EvidenceReport report = Pages.Of([.. Times.Of((A, 15), (B, 10)), .. At("T=128,", (A, 20), (B, 50))]);
        Regret regret = Assert.Single(report.Regrets);
        Assert.Equal(["T=128", "T=64"], regret.Classes.Select(c => c.Column.Shape.Label(["T"])));
        Assert.Equal([(1.0, 2.5, 1.0), (1.5, 1.5, 1.0)], regret.Classes.Select(c => (Round(c.Model), Round(c.Nearest), Round(c.Tuned))));
        Assert.Equal((1.22, 1.5), (Round(regret.Model.GeometricMean), Round(regret.Model.Worst)));
        Assert.Equal((1.94, 2.5), (Round(regret.Nearest.GeometricMean), Round(regret.Nearest.Worst)));
        Assert.Equal((1.0, 1.0), (Round(regret.Tuned.GeometricMean), Round(regret.Tuned.Worst)));
        Assert.Contains(Findings.Of(report), f => f.Contains("cost model", StringComparison.Ordinal) && f.Contains("in 1 class: 1.50×", StringComparison.Ordinal));
    }

    [CpuFact]
    public void AChoiceThatWasNotMeasuredHasNone()
    {
        KernelVariant[] others = [.. Times.Variants.Skip(1).Take(2)];
        ClassRegret regret = Assert.Single(Assert.Single(Pages.Of(Times.Of((others[0], 20), (others[1], 10))).Regrets).Classes);
        Assert.True(double.IsNaN(regret.Model));
        Assert.Equal(1, regret.Tuned, 2);
    }

    [CpuFact]
    public void EvidenceOfAnotherDeviceHasItsPrice()
    {
        string[] parts = Device.Cpu.Id.Split('-');
        string sibling = string.Join('-', [.. parts[..^2], "zz", parts[^1]]);
        Evidence[] there = [.. Times.Of((A, 10), (B, 20)).Select(e => Times.Entry(Find(e), e.Site with { Device = sibling }, [.. e.Samples], null))];
        EvidenceReport report = Pages.Of([.. Times.Of((A, 30), (B, 10)), .. there]);
        Assert.Equal([Device.Cpu.Id, sibling], report.Sections.Select(s => s.Place.Device));
        Assert.Equal(
            [(Device.Cpu.Id, sibling, 3.0), (sibling, Device.Cpu.Id, 2.0)],
            report.Fallbacks.Select(f => (f.Asked.Place.Device, f.Decided.Device, Round(f.Regret.Worst))));
        // Raced twice: the class is in the history.
        Assert.Equal(2, Assert.Single(report.History.Changes).Races.Count);

        static KernelVariant Find(Evidence entry) => Times.Variants.Single(v => v.Id == entry.Variant);
    }

    private static Evidence[] At(string tokens, params (KernelVariant, int)[] times) => [.. Times.Of(times).Select(e =>
        Times.Entry(Times.Variants.Single(v => v.Id == e.Variant), e.Site with { Bucket = e.Site.Bucket.Replace("T=64,", tokens, StringComparison.Ordinal) }, [.. e.Samples], null))];

    private static double Round(double value) => Math.Round(value, 2);
}
