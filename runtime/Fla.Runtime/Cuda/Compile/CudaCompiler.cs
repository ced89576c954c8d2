using System.Reflection;

namespace Fla.Cuda;

/// <summary>Compiles kernels to PTX. No GPU is needed. Safe to use from many threads at once.</summary>
public static class CudaCompiler
{
    /// <summary>Version of the compiler behind it; part of every key.</summary>
    public static string Version => CudaSwitch.IsSupported ? IlgpuBackend.Version : "";

    /// <summary>Compiles a kernel: a static method without result that reads <c>Grid</c> and <c>Group</c> of ILGPU itself.</summary>
    /// <param name="kernel">The method. Its parameters are numbers, raw addresses as <see cref="long"/>, or one structure of these.</param>
    /// <param name="target">The architecture.</param>
    /// <param name="hints">How it will be launched.</param>
    /// <exception cref="CudaException">The kernel uses something that has no form on a GPU.</exception>
    /// <exception cref="PtxException">The compiler's output is not understood.</exception>
    /// <exception cref="NotSupportedException">This program cannot compile kernels.</exception>
    public static PtxKernel Compile(MethodInfo kernel, PtxTarget target, PtxHints hints = default) =>
        PtxPipeline.Run(CompileRaw(kernel, target), target, hints);

    /// <summary>The same without promotion of local memory, to see what that is worth.</summary>
    /// <inheritdoc cref="Compile" path="/exception"/>
    public static PtxKernel CompileUnpromoted(MethodInfo kernel, PtxTarget target, PtxHints hints = default) =>
        PtxPipeline.Run(CompileRaw(kernel, target), target, hints, promote: false);

    internal static string CompileRaw(MethodInfo kernel, PtxTarget target)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(target);
        if (!CudaSwitch.IsSupported)
            throw CudaSwitch.Unsupported();
        if (!kernel.IsStatic || kernel.ReturnType != typeof(void) || kernel.ContainsGenericParameters)
            throw new CudaException($"{IlgpuBackend.NameOf(kernel)} is no kernel: expected a static method without result and open type parameters.");
        return IlgpuBackend.Compile(kernel, target);
    }
}
