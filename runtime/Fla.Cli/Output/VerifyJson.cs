using System.Text.Json;

namespace Fla.Cli;

/// <summary>The lines of <c>fla verify --json</c>: the same keys in each, null where there is nothing to say.</summary>
internal static class VerifyJson
{
    public static List<Verdict> Print(Verifier verifier, IEnumerable<string> paths)
    {
        var verdicts = new List<Verdict>();
        foreach (Verdict verdict in verifier.Verify(paths))
        {
            verdicts.Add(verdict);
            JsonLine.Write(json => Write(json, verdict, verifier.Execution));
            if (verdict is Unusable bad)
                Boundary.Report($"{bad.File}: {bad.Problem}");
        }

        return verdicts;
    }

    private static void Write(Utf8JsonWriter json, Verdict verdict, Execution execution)
    {
        var compared = verdict as Compared;
        json.WriteString("file", verdict.File);
        json.WriteString("op", verdict.Op);
        json.WriteString("target", execution.Target);
        json.WriteString("dtype", execution.Dtype);
        json.WriteString("variant", compared?.Run.Variant);
        json.WriteString("hash", compared?.Run.ContentHash);
        json.WriteString("tensor", compared?.Tensor);
        json.WriteString("reference", compared?.Reference);
        json.WriteFinite("relError", compared?.RelativeError);
        json.WriteFinite("maxAbs", compared?.MaxAbsolute);
        json.WriteFinite("tolerance", compared?.Tolerance);
        if (compared is not null)
            json.WriteBoolean("pass", compared.Pass);
        else
            json.WriteNull("pass");
        if (verdict is Unusable unusable)
            json.WriteString("error", unusable.Problem);
    }
}
