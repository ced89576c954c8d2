using Fla.Tuning;

namespace Fla.Cli.Tests.Report;

public sealed class HeatMapTests
{
    private static readonly KernelVariant A = Times.Variants[0], B = Times.Variants[1], C = Times.Variants[2];

    [CpuFact]
    public void CellsAreTimesOverTheBestOfTheirColumn()
    {
        EvidenceReport report = Pages.Of(Times.Of((A, 30), (B, 10)));
        ReportSection section = Assert.Single(report.Sections);
        Assert.Equal((Times.Op, "f32", true), (section.Name, section.Element, section.IsOfThisBuild));
        HeatMap map = Assert.Single(report.Maps);
        Assert.Equal(Times.Variants.Count, map.Rows.Count);
        Assert.Equal(3, Cell(map, A).Ratio, 2);
        Assert.Equal(1, Cell(map, B).Ratio, 2);
        Assert.Null(Cell(map, C).Time);
    }

    [CpuFact]
    public void DispatchAndTheCostModelAreMarked()
    {
        HeatMap map = Assert.Single(Pages.Of(Times.Of((A, 30), (B, 10))).Maps);
        Assert.Equal((true, false), (Cell(map, B).IsChosen, Cell(map, B).IsModelChoice));
        Assert.Equal((false, true), (Cell(map, A).IsChosen, Cell(map, A).IsModelChoice));
        Assert.Single(map.Cells, c => c.IsChosen);
    }

    [CpuFact]
    public void RejectedVariantsAreNeitherBestNorChosen()
    {
        EvidenceReport report = Pages.Of([.. Times.Of((A, 30), (B, 10), (C, 60)), Times.Rejection(B, "it gives 3 where 2 is right")]);
        HeatMap map = Assert.Single(report.Maps);
        Assert.Equal("it gives 3 where 2 is right", Cell(map, B).Reason);
        Assert.True(Cell(map, A).IsChosen);
        Assert.Equal((1.0, 2.0), (Math.Round(Cell(map, A).Ratio, 2), Math.Round(Cell(map, C).Ratio, 2)));
        Assert.Equal("it gives 3 where 2 is right", Assert.Single(report.Rejected).Rejection);
    }

    [CpuFact]
    public void KnownBadVariantsAreRefusedWithTheirReason()
    {
        var known = new EvidenceReport(new("made up", Times.Of((A, 30), (B, 10)), []), Pages.Limits, [], KnownBad.Parse($"{B.Id} | | made up for the test"));
        Assert.Equal("made up for the test", Cell(known.Maps[0], B).Reason);
    }

    [CpuFact]
    public void OlderCodeHasARowOfItsOwnAndDecidesNothing()
    {
        Evidence old = Times.Entry(B, Times.Site, [1000, 1000, 1000], null, hash: new string('0', 64));
        EvidenceReport report = Pages.Of([.. Times.Of((A, 30), (B, 10)), old]);
        HeatMap map = Assert.Single(report.Maps);
        HeatRow row = Assert.Single(map.Rows, r => r.IsStale);
        Assert.Equal(B.Id, row.Id);
        Assert.EndsWith("older code", map.Labels[map.Rows.ToList().IndexOf(row)], StringComparison.Ordinal);
        Assert.False(map.Cells.Single(c => map.Rows[c.Row].IsStale).IsChosen);
        Assert.Contains(Findings.Of(report), f => f.StartsWith("1 of 3 entries", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatThisBuildDoesNotHaveIsShownByWhoRaced()
    {
        EvidenceReport report = Pages.Of(
            Pages.Unknown("x_chunk/cpu/f32-K64-BV32-Gated", nanoseconds: 2000), Pages.Unknown("x_walk/cpu/f32-K64-BV32-Gated"), Pages.Unknown("x_walk/cpu/f32-K64-Plain"));
        Assert.Equal(["x_chunk + x_walk Gated", "x_walk Plain"], report.Sections.Select(s => s.Name));
        HeatMap map = report.Maps[0];
        Assert.Equal(["x_chunk BV=32", "x_walk BV=32"], map.Labels);
        Assert.Equal([2.0, 1.0], map.Cells.OrderBy(c => c.Row).Select(c => c.Ratio));
        Assert.Equal([false, true], map.Cells.OrderBy(c => c.Row).Select(c => c.IsChosen));
        Assert.Empty(report.Regrets[0].Classes);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1.14, 0)]
    [InlineData(1.15, 1)]
    [InlineData(1.74, 4)]
    [InlineData(2.99, 7)]
    [InlineData(3, 8)]
    [InlineData(40, 8)]
    public void StepsAreEqualOnALogarithmicScale(double ratio, int step) => Assert.Equal(step, HeatScale.Step(ratio));

    [Fact]
    public void ColumnsStandInTheOrderOfTheirNumbers()
    {
        string[] buckets = ["T=2048,N=8,threads=2", "T=64,N=8,threads=2", "T=64,N=8,threads=1", "T=1,N=256,threads=2"];
        var shapes = buckets.Select(b => new ShapeClass(new("f32", "K=64,V=64", b, "d", "t", "p"))).Order().Select(s => s.Label(["T", "N", "threads"]));
        Assert.Equal(["T=64 N=8 1 thread", "T=1 N=256 2 threads", "T=64 N=8 2 threads", "T=2048 N=8 2 threads"], shapes);
    }

    private static HeatCell Cell(HeatMap map, KernelVariant variant) => map.Cells.Single(c => map.Rows[c.Row] is { IsStale: false } row && row.Id == variant.Id);
}
