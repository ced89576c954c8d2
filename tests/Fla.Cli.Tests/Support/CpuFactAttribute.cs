namespace Fla.Cli.Tests;

/// <summary>A fact about compiled CPU variants, skipped in a build without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CpuFactAttribute : FactAttribute
{
    public CpuFactAttribute() => Skip = Targets.CpuIsThere ? null : "this build has no compiled variants";
}

/// <summary>A theory about compiled CPU variants, skipped in a build without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CpuTheoryAttribute : TheoryAttribute
{
    public CpuTheoryAttribute() => Skip = Targets.CpuIsThere ? null : "this build has no compiled variants";
}
