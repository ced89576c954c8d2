namespace Fla.Cli;

/// <summary>The tables of <c>fla bench</c>.</summary>
internal static class BenchTables
{
    public static void Print(BenchReport report)
    {
        new TextTable("op", "shape", "dtype", "target", ">threads", "variant", "hash")
            .Add(
                report.Run.Op, ShapeText.Format(report.Shape), report.Execution.Dtype, report.Execution.Target,
                $"{report.Threads}", report.Run.Variant, Format.Hash(report.Run.ContentHash))
            .Print();
        Samples samples = report.Samples;
        new TextTable(">median", ">min", ">p10", ">p90", ">tokens", ">first call", ">samples", ">hit by GC", ">calls a sample")
            .Add(
                Format.Milliseconds(samples.Median),
                Format.Milliseconds(samples.Quantile(0)),
                Format.Milliseconds(samples.Quantile(0.1)),
                Format.Milliseconds(samples.Quantile(0.9)),
                Format.Rate(report.TokensPerSecond),
                Format.Milliseconds(samples.FirstCall),
                $"{samples.Sorted.Length}", $"{samples.Rejected}", $"{samples.Batch}")
            .Print();
    }
}
