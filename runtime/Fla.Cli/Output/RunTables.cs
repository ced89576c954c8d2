namespace Fla.Cli;

/// <summary>The tables of <c>fla run</c>.</summary>
internal static class RunTables
{
    public static void Print(RunReport report)
    {
        OpRun run = report.Run;
        TextTable.PrintFacts(
            ("op", run.Op),
            ("target", $"{TargetName.Of(run.Target)} {report.Execution.Dtype}"),
            ("variant", run.Variant + Format.Segments(run.Segments)),
            ("hash", Format.Hash(run.ContentHash)),
            ("time", $"{Format.Milliseconds(run.Elapsed.TotalMilliseconds)} (first call {Format.Milliseconds(report.FirstCall.TotalMilliseconds)})"),
            ("tokens", Format.Rate(report.TokensPerSecond)));

        var tensors = new TextTable("tensor", "shape", ">mean", ">min", ">max");
        foreach ((string name, NamedTensor tensor) in report.Inputs.Tensors)
            tensors.Add(name, Format.Shape(tensor.Shape), "", "", "");
        foreach ((string name, NamedTensor tensor) in report.Outputs.Tensors)
        {
            TensorSummary summary = TensorSummary.Of(tensor.Values);
            tensors.Add(name, Format.Shape(tensor.Shape), Format.Number(summary.Mean), Format.Number(summary.Min), Format.Number(summary.Max));
        }

        tensors.Print();
    }
}
