namespace Fla.Cli;

/// <summary>The tables of <c>fla run</c>.</summary>
internal static class RunTables
{
    public static void Print(RunReport report)
    {
        new TextTable("op", "target", "dtype", "variant", "hash", ">first call", ">tokens")
            .Add(
                report.Run.Op,
                TargetName.Of(report.Run.Target),
                report.Execution.Dtype,
                report.Run.Variant,
                Format.Hash(report.Run.ContentHash),
                Format.Milliseconds(report.Run.Elapsed.TotalMilliseconds),
                Format.Rate(report.TokensPerSecond))
            .Print();

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
