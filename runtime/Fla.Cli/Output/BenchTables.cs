namespace Fla.Cli;

/// <summary>What <c>fla bench</c> tells people.</summary>
internal static class BenchTables
{
    public static void Print(BenchReport report)
    {
        Samples samples = report.Samples;
        TextTable.PrintFacts(
            ("op", report.Run.Op),
            ("shape", report.Shape.ToString()),
            ("target", $"{report.Execution.Target} {report.Execution.Dtype}, {Where(report)}"),
            ("variant", (report.Rung is { } rung ? $"{report.Run.Variant} ({RungName.Of(rung)})" : report.Run.Variant) + Format.Segments(report.Run.Segments)),
            ("hash", Format.Hash(report.Run.ContentHash)),
            ("tokens", $"{Format.Rate(report.TokensPerSecond)} at the median"),
            ("first call", Format.Milliseconds(samples.FirstCall)),
            ("samples", $"{samples.Sorted.Length} of {samples.Batch} calls each, {samples.Rejected} more rejected (garbage collection)"));
        new TextTable(">median", ">min", ">p10", ">p90")
            .Add(
                Format.Milliseconds(samples.Median),
                Format.Milliseconds(samples.Quantile(0)),
                Format.Milliseconds(samples.Quantile(0.1)),
                Format.Milliseconds(samples.Quantile(0.9)))
            .Print();
    }

    private static string Where(BenchReport report) =>
        report.Execution.Stream is { } stream ? $"{stream.Device.Name}, L2 cold" : report.Threads == 1 ? "up to 1 thread" : $"up to {report.Threads} threads";
}
