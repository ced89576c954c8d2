namespace Fla.Cli;

/// <summary>Everything that <c>fla doctor</c> looks at, in the order in which one thing rests on another.</summary>
internal static class Examination
{
    private static readonly (string Area, Func<IEnumerable<Finding>> Look)[] Checks =
    [
        ("system", SystemCheck.Look),
        ("cpu", CpuCheck.Look),
        ("gpu", GpuCheck.Look),
        ("setting", SettingCheck.Look),
        ("store", StoreCheck.Look),
        ("evidence", EvidenceCheck.Look),
        ("kernels", KernelCheck.Look),
        ("worker", WorkerCheck.Look),
    ];

    public static IEnumerable<Finding> Run() => Checks.SelectMany(check => Safely(check.Area, check.Look));

    /// <summary>A check that fails is a finding: the others go on.</summary>
    private static List<Finding> Safely(string area, Func<IEnumerable<Finding>> look)
    {
        var found = new List<Finding>();
        try
        {
            found.AddRange(look());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            found.Add(Finding.Problem(area, Boundary.Describe(e), "this keeps the rest from being looked at: put it right and look again"));
        }

        return found;
    }
}
