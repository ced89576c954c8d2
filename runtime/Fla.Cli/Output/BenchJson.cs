namespace Fla.Cli;

/// <summary>The line of <c>fla bench --json</c>; times are milliseconds a call.</summary>
internal static class BenchJson
{
    public static void Print(BenchReport report) => JsonLine.Write(json =>
    {
        Samples samples = report.Samples;
        json.WriteString("op", report.Run.Op);
        json.WriteString("shape", report.Shape.ToString());
        json.WriteString("target", report.Execution.Target);
        json.WriteString("dtype", report.Execution.Dtype);
        json.WriteString("variant", report.Run.Variant);
        json.WriteString("hash", report.Run.ContentHash);
        json.WriteNumber("segments", report.Run.Segments);
        json.WriteString("rung", report.Rung is { } rung ? RungName.Of(rung) : null);
        json.WriteNumber("threads", report.Threads);
        json.WriteFinite("medianMs", samples.Median);
        json.WriteFinite("minMs", samples.Quantile(0));
        json.WriteFinite("p10Ms", samples.Quantile(0.1));
        json.WriteFinite("p90Ms", samples.Quantile(0.9));
        json.WriteFinite("firstCallMs", samples.FirstCall);
        json.WriteFinite("tokensPerSecond", report.TokensPerSecond);
        json.WriteNumber("samples", samples.Sorted.Length);
        json.WriteNumber("rejected", samples.Rejected);
        json.WriteNumber("batch", samples.Batch);
    });
}
