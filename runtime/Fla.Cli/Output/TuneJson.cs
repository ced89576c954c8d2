namespace Fla.Cli;

/// <summary>The lines of <c>fla tune --json</c>, one as each problem is done.</summary>
internal static class TuneJson
{
    public static void Print(TuneOutcome outcome) => JsonLine.Write(json =>
    {
        json.WriteString("op", outcome.Problem.Op);
        json.WriteString("shape", outcome.Problem.Shape);
        json.WriteString("dtype", outcome.Problem.Dtype);
        json.WriteNumber("threads", outcome.Decision.Problem.Threads);
        json.WriteString("variant", outcome.Decision.Variant?.Id);
        json.WriteString("hash", outcome.Decision.Variant?.ContentHash);
        json.WriteString("rung", RungName.Of(outcome.Decision.Rung));
        json.WriteFinite("medianMs", outcome.Time?.Median / 1e6);
        json.WriteFinite("gain", outcome.Gain);
        json.WriteNumber("measured", outcome.Measured);
        json.WriteNumber("known", outcome.Known);
        json.WriteStartArray("rejected");
        foreach ((string variant, string reason) in outcome.Refused)
        {
            json.WriteStartObject();
            json.WriteString("variant", variant);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("seconds", Math.Round(outcome.Elapsed.TotalSeconds, 3));
        json.WriteString("failure", outcome.Failure);
    });
}
