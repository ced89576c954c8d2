namespace Fla.Tests.Cuda;

/// <summary>A theory that assembles, skipped where there is no assembler.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PtxasTheoryAttribute : TheoryAttribute
{
    public PtxasTheoryAttribute() => Skip = Ptxas.Missing;
}
