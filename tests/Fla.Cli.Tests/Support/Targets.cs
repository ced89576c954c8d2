namespace Fla.Cli.Tests;

/// <summary>The targets that the end-to-end tests run on.</summary>
public static class Targets
{
    /// <summary>Set once this build has compiled variants.</summary>
    public static readonly bool CpuIsThere = true;

    public static TheoryData<string> All => CpuIsThere ? ["reference", "cpu"] : ["reference"];

    public static string Fastest => CpuIsThere ? "cpu" : "reference";
}
