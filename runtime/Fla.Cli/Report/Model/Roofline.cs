using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What calls reach of what the device can do.</summary>
internal sealed class Roofline
{
    public Roofline(ReportSection section, LimitTable limits) => Points = [.. section.Columns.Select(c => Point(section, c, limits)).OfType<RooflinePoint>()];

    public IReadOnlyList<RooflinePoint> Points { get; }

    /// <summary>The limits that are known, one for each number of threads.</summary>
    public IReadOnlyList<DeviceLimits> Limits => [.. Points.Select(p => p.Limits).OfType<DeviceLimits>().Distinct()];

    private static RooflinePoint? Point(ReportSection section, Column column, LimitTable limits)
    {
        if (column.Problem is not { } problem || column.TimeOf(column.Chosen) is not { } time || !OpCatalog.TryFind(problem.Op, out OpDescriptor? op))
            return null;
        return OpWork.Of(op, OpShape.Parse(problem.Shape), problem.Request.Element) is { } work
            ? new(column, time, work, limits.Of(section.Place.Device, problem.Request.Element, column.Shape.Threads))
            : null;
    }
}

/// <summary>One class of shapes with the variant that dispatch chooses.</summary>
internal sealed record RooflinePoint(Column Column, Evidence Time, OpWork Work, DeviceLimits? Limits)
{
    /// <summary>Operations a second.</summary>
    public double Rate => Work.Flops / (Time.Median / 1e9);

    /// <summary>The share of what the limits allow at this many operations a byte; null where they are not known.</summary>
    public double? Share => Limits is { } limits ? Rate / limits.At(Work.Intensity) : null;
}
