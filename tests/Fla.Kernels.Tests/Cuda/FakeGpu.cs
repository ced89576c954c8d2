using System.Reflection;
using System.Runtime.CompilerServices;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Kernels.Tests;

/// <summary>A GPU that is not there: checks and dispatch work on it, launches and memory of its own do not.</summary>
internal static class FakeGpu
{
    public static readonly CudaLimits Large = new(132, 227 << 10, 228 << 10, 1024, 2048);

    public static CudaDevice Make(CudaLimits limits, int ordinal = 0)
    {
        CudaDevice device = (CudaDevice)RuntimeHelpers.GetUninitializedObject(typeof(CudaDevice));
        Set(nameof(CudaDevice.Limits), limits);
        Set(nameof(CudaDevice.Ordinal), ordinal);
        Dispatchers.UseCuda(device, new Dispatcher(Settings));
        return device;

        void Set(string property, object value) =>
            typeof(CudaDevice).GetField($"<{property}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(device, value);
    }

    public static DispatcherSettings Settings => new()
    {
        Device = new("cuda-sm_90-132-Fake-80GB", "cuda-sm_90", "A fake"),
        Toolchain = Toolchain.Cpu with { Ilgpu = "1.5.3", Driver = "580.65", PtxIsa = "7.8" },
        Target = KernelTarget.Cuda,
        Policy = RacePolicy.Cuda,
        Store = new MemoryStore("fake"),
        KnownBad = TuningEnvironment.Current.KnownBadTable(),
    };

    /// <summary>A view of memory that nobody may touch.</summary>
    public static DeviceTensor<T> Tensor<T>(CudaDevice device, nint address, params long[] shape) where T : unmanaged
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
            (strides[i], stride) = (stride, stride * shape[i]);
        return new(device, address << 32, shape, strides);
    }
}
