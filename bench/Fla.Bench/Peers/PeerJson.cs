using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fla.Bench;

/// <summary>A comparison for programs: one object a line.</summary>
internal static class PeerJson
{
    private const int Digits = 5;

    public static void Write(PeerResult result) => Console.WriteLine(new JsonObject
    {
        ["op"] = result.Case.Op,
        ["shape"] = result.Case.Shape.ToText(),
        ["oursMs"] = Number(result.Ours.Median),
        ["peerMs"] = Number(result.Theirs.Median),
        ["ratio"] = Number(result.Ratio),
        ["must"] = result.Case.Must,
        ["aim"] = result.Case.Aim,
        ["oursP10"] = Number(result.Ours.Quantile(0.1)),
        ["oursP90"] = Number(result.Ours.Quantile(0.9)),
        ["peerP10"] = Number(result.Theirs.Quantile(0.1)),
        ["peerP90"] = Number(result.Theirs.Quantile(0.9)),
        ["oursMin"] = Number(result.Ours.Quantile(0)),
        ["peerMin"] = Number(result.Theirs.Quantile(0)),
        ["outputError"] = result.OutputError,
        ["stateError"] = result.StateError,
        ["variant"] = result.Variant,
        ["peer"] = $"{OnnxRuntimeOp.Name} {result.Case.UpdateRule}, {result.Peer}",
    }.ToJsonString(JsonSerializerOptions.Default));

    private static double Number(double value) => Math.Round(value, Digits);
}
