using System.Reflection;
using Fla.Cuda;

namespace Fla.Tests.Cuda;

internal static class Kernel
{
    public static PtxTarget Sm80 { get; } = PtxTarget.Parse("sm_80");

    public static TheoryData<string> Names => [nameof(TestKernels.Scale), nameof(TestKernels.Reverse), nameof(TestKernels.Choose), nameof(TestKernels.Diverge)];

    public static MethodInfo Named(string name) => typeof(TestKernels).GetMethod(name)!;
}
