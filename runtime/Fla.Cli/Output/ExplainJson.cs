using System.Globalization;
using System.Text.Json;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The line of <c>fla explain --json</c>.</summary>
internal static class ExplainJson
{
    public static void Print(Explanation explanation) => JsonLine.Write(json =>
    {
        Decision decision = explanation.Decision;
        json.WriteString("op", explanation.Problem.Op);
        json.WriteString("shape", explanation.Problem.Shape);
        json.WriteString("dtype", explanation.Problem.Dtype);
        json.WriteNumber("threads", decision.Problem.Threads);
        json.WriteString("variant", decision.Variant?.Id);
        json.WriteString("hash", decision.Variant?.ContentHash);
        json.WriteString("rung", RungName.Of(decision.Rung));
        json.WriteString("why", explanation.Why);
        json.WriteString("source", explanation.Source);
        json.WriteSite("key", decision.Site);
        json.WriteSite("nearest", explanation.Nearest);
        json.WriteStartArray("differs");
        foreach (string field in explanation.Differences)
            json.WriteStringValue(field);
        json.WriteEndArray();
        Write(json, explanation.Fallback);
        json.WriteStartArray("considered");
        foreach (Consideration considered in decision.Considered)
            Write(json, considered);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, FallbackRegret? regret)
    {
        if (regret is null)
        {
            json.WriteNull("regret");
            return;
        }

        json.WriteStartObject("regret");
        json.WriteNumber("keys", regret.Pairs);
        json.WriteFinite("geometricMean", regret.GeometricMean);
        json.WriteFinite("worst", regret.Worst);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Consideration considered)
    {
        json.WriteStartObject();
        json.WriteString("variant", considered.Variant.Id);
        json.WriteString("hash", considered.Variant.ContentHash);
        json.WriteFinite("cycles", considered.Cycles);
        json.WriteNumber("segments", considered.Segments);
        json.WriteFinite("medianMs", considered.Time?.Median / 1e6);
        json.WriteFinite("spread", considered.Time?.Spread);
        json.WriteNumber("samples", considered.Time?.Count ?? 0);
        json.WriteFinite("error", considered.Time?.Error);
        json.WriteString("when", considered.Time?.When.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("origin", considered.Time is { } time ? OriginName.Of(time.Origin) : null);
        json.WriteString("standing", StandingName.Of(considered.Standing.Kind));
        json.WriteString("reason", considered.Standing.Reason);
        json.WriteEndObject();
    }
}
