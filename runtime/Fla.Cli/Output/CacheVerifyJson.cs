namespace Fla.Cli;

/// <summary>The lines of <c>fla cache verify --json</c>, one a winner.</summary>
internal static class CacheVerifyJson
{
    public static void Print(WinnerVerdict verdict) => JsonLine.Write(json =>
    {
        json.WriteString("op", verdict.Problem.Op);
        json.WriteString("shape", verdict.Problem.Shape);
        json.WriteString("dtype", verdict.Problem.Dtype);
        json.WriteString("variant", verdict.Time.Variant);
        json.WriteString("hash", verdict.Time.ContentHash);
        json.WriteString("rung", RungName.Of(verdict.Rung));
        json.WriteString("origin", OriginName.Of(verdict.Time.Origin));
        json.WriteBoolean("pass", verdict.Pass);
        json.WriteString("reason", verdict.Reason);
    });
}
