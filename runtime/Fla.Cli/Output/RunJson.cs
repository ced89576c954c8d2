namespace Fla.Cli;

/// <summary>The line of <c>fla run --json</c>.</summary>
internal static class RunJson
{
    public static void Print(RunReport report) => JsonLine.Write(json =>
    {
        json.WriteString("op", report.Run.Op);
        json.WriteString("target", TargetName.Of(report.Run.Target));
        json.WriteString("dtype", report.Execution.Dtype);
        json.WriteString("variant", report.Run.Variant);
        json.WriteString("hash", report.Run.ContentHash);
        json.WriteNumber("segments", report.Run.Segments);
        json.WriteFinite("ms", report.Run.Elapsed.TotalMilliseconds);
        json.WriteFinite("firstCallMs", report.FirstCall.TotalMilliseconds);
        json.WriteFinite("tokensPerSecond", report.TokensPerSecond);
        json.WriteStartObject("inputs");
        foreach ((string name, NamedTensor tensor) in report.Inputs.Tensors)
            json.WriteShape(name, tensor.Shape);
        json.WriteEndObject();
        json.WriteStartArray("outputs");
        foreach ((string name, NamedTensor tensor) in report.Outputs.Tensors)
        {
            TensorSummary summary = TensorSummary.Of(tensor.Values);
            json.WriteStartObject();
            json.WriteString("tensor", name);
            json.WriteShape("shape", tensor.Shape);
            json.WriteFinite("mean", summary.Mean);
            json.WriteFinite("min", summary.Min);
            json.WriteFinite("max", summary.Max);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
