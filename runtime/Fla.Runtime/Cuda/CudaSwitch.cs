using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Fla.Cuda;

/// <summary>Whether this program can run CUDA kernels at all.</summary>
public static class CudaSwitch
{
    private const string Name = "Fla.Cuda.IsSupported";

    /// <summary>
    /// True on the JIT unless the switch <c>Fla.Cuda.IsSupported</c> is off. Always false under NativeAOT: kernels are compiled from the IL of a
    /// program, which is not there any more. A trimmed program with the switch off does not contain the compiler.
    /// </summary>
    [FeatureSwitchDefinition(Name)]
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeSupported && (!AppContext.TryGetSwitch(Name, out bool on) || on);

    /// <exception cref="NotSupportedException">CUDA kernels cannot be compiled in this program.</exception>
    internal static NotSupportedException Unsupported() => new(RuntimeFeature.IsDynamicCodeSupported
        ? $"CUDA is switched off in this program ({Name})."
        : "CUDA kernels are compiled from IL, which a NativeAOT program does not have. Publish without PublishAot to run on a GPU.");
}
