using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Fla.Tests.Cuda;

/// <summary>Instructions that have no C# form.</summary>
internal static class Asm
{
    public static float Load(long address)
    {
        Input<long> from = address;
        Output<float> value = default;
        CudaAsm.EmitRef("ld.global.f32 %1, [%0];", ref from, ref value);
        return value.Value;
    }

    public static void Store(long address, float value)
    {
        Input<long> to = address;
        Input<float> v = value;
        CudaAsm.EmitRef("st.global.f32 [%0], %1;", ref to, ref v);
    }

    public static float LoadShared(uint address)
    {
        Input<uint> from = address;
        Output<float> value = default;
        CudaAsm.EmitRef("ld.shared.f32 %1, [%0];", ref from, ref value);
        return value.Value;
    }

    public static void StoreShared(uint address, float value)
    {
        Input<uint> to = address;
        Input<float> v = value;
        CudaAsm.EmitRef("st.shared.f32 [%0], %1;", ref to, ref v);
    }

    public static uint Shared()
    {
        CudaAsm.Emit("mov.u32 %0, __dyn_shared_alloca;", out uint address);
        return address;
    }

    /// <summary>Without a use in C#, ILGPU leaves the symbol out.</summary>
    public static void KeepShared(int count)
    {
        ArrayView<uint> memory = SharedMemory.GetDynamic<uint>();
        if (count < 0)
            memory[0] = 1;
    }
}
