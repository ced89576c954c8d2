using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The table of <c>fla cache verify</c>.</summary>
internal static class CacheVerifyTables
{
    public static void Print(IReadOnlyList<WinnerVerdict> verdicts, IReadOnlyList<Evidence> entries)
    {
        if (verdicts.Count > 0)
        {
            var table = new TextTable("op", "shape", "dtype", "winner", "rung", "origin", "result", "");
            foreach (WinnerVerdict v in verdicts)
                table.Add(v.Problem.Op, v.Problem.Shape, v.Problem.Dtype, v.Time.Variant, RungName.Of(v.Rung), OriginName.Of(v.Time.Origin), v.Result, v.Reason ?? "");
            table.Print();
        }

        Console.WriteLine($"{EvidenceCheck.Match(entries)}: {verdicts.Count(v => v.Pass)} winners pass, {verdicts.Count(v => !v.Pass)} fail");
    }
}
