using System.ComponentModel;
using System.Reflection;

namespace Fla.Cuda;

/// <summary>For emitted code: a kernel for GPUs. It is compiled and loaded where it is launched first, once for each GPU.</summary>
/// <param name="method">Names the kernel; nothing of it runs before a launch.</param>
/// <param name="source">The emitted C#.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CudaCode(Func<MethodInfo> method, Func<string> source) : VariantCode
{
    private readonly Lock _gate = new();
    private volatile CudaKernel?[] _loaded = [];

    /// <inheritdoc/>
    public override KernelTarget Target => KernelTarget.Cuda;

    internal override string Source(int vectorBits) => source();

    internal CudaKernelSource KernelOf(KernelVariant variant) => new()
    {
        Id = variant.Id,
        Method = method(),
        ContentHash = variant.ContentHash,
        Threads = variant.Resources.Threads,
        SharedBytes = variant.Resources.SharedBytes,
        MinBlocks = variant.Resources.MinBlocks,
    };

    internal bool IsOn(CudaDevice device) => device.Ordinal < _loaded.Length && _loaded[device.Ordinal] is not null;

    internal CudaKernel On(CudaDevice device, KernelVariant variant)
    {
        CudaKernel?[] loaded = _loaded;
        return device.Ordinal < loaded.Length && loaded[device.Ordinal] is { } kernel ? kernel : Load(device, variant);
    }

    private CudaKernel Load(CudaDevice device, KernelVariant variant)
    {
        lock (_gate)
        {
            if (device.Ordinal < _loaded.Length && _loaded[device.Ordinal] is { } known)
                return known;
            CudaKernel kernel = CudaKernel.Load(device, KernelOf(variant), CudaCache.Default);
            CudaKernel?[] loaded = new CudaKernel?[Math.Max(_loaded.Length, device.Ordinal + 1)];
            _loaded.CopyTo(loaded, 0);
            loaded[device.Ordinal] = kernel;
            _loaded = loaded;
            return kernel;
        }
    }
}
