using Fla.Cuda;

namespace Fla.Cli.Tests;

/// <summary>A theory about machines without a GPU, skipped on others.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NoGpuTheoryAttribute : TheoryAttribute
{
    public NoGpuTheoryAttribute() => Skip = CudaDevice.Unavailable is null ? "this machine has a GPU" : null;
}
