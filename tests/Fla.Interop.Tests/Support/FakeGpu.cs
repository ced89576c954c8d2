using System.Reflection;
using System.Runtime.CompilerServices;
using Fla.Cuda;

namespace Fla.Interop.Tests;

/// <summary>A GPU that has a number and nothing else.</summary>
internal static class FakeGpu
{
    public static CudaDevice Make(int ordinal)
    {
        CudaDevice device = (CudaDevice)RuntimeHelpers.GetUninitializedObject(typeof(CudaDevice));
        typeof(CudaDevice).GetField($"<{nameof(CudaDevice.Ordinal)}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(device, ordinal);
        return device;
    }
}
