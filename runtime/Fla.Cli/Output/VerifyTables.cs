namespace Fla.Cli;

/// <summary>The table of <c>fla verify</c>.</summary>
internal static class VerifyTables
{
    public static List<Verdict> Print(Verifier verifier, IEnumerable<string> paths)
    {
        var verdicts = new List<Verdict>();
        using (var progress = new Progress(wanted: true))
        {
            foreach (Verdict verdict in verifier.Verify(paths))
            {
                verdicts.Add(verdict);
                progress.Report($"{verdicts.Count} verified, last {Path.GetFileName(verdict.File)}");
            }
        }

        if (verdicts.Any(v => v is not Unusable))
            Table(verdicts).Print();
        TextTable.PrintFacts([.. verdicts.OfType<Compared>()
            .Select(c => (c.Run.Op, $"{c.Run.Variant} {Format.Hash(c.Run.ContentHash)}"))
            .Distinct()]);
        foreach (Unusable bad in verdicts.OfType<Unusable>())
            Boundary.Report($"{bad.File}: {bad.Problem}");
        Console.WriteLine(Summary(verdicts, verifier.Execution));
        return verdicts;
    }

    private static TextTable Table(List<Verdict> verdicts)
    {
        var table = new TextTable("file", "tensor", ">rel. error", ">max abs", "result");
        foreach (Verdict verdict in verdicts)
        {
            string file = Path.GetFileNameWithoutExtension(verdict.File);
            _ = verdict switch
            {
                Compared c => table.Add(file, c.Tensor, Format.Error(c.RelativeError), Format.Error(c.MaxAbsolute), c.Pass ? "pass" : "FAIL"),
                _ => table.Add(file, "", "", "", "ERROR"),
            };
        }

        return table;
    }

    private static string Files(int count) => count == 1 ? "1 file" : $"{count} files";

    private static string Summary(List<Verdict> verdicts, Execution execution)
    {
        int passed = verdicts.Count(v => v is Compared { Pass: true }), failed = verdicts.Count(v => v is Compared { Pass: false });
        int unusable = verdicts.Count(v => v is Unusable);
        return $"{execution.Target} {execution.Dtype}, tolerance {Format.Error(execution.Tolerance)}: {passed} tensors pass, {failed} fail"
            + (unusable > 0 ? $", {Files(unusable)} unusable" : "");
    }
}
