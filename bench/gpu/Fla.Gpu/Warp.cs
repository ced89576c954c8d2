using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Fla.Gpu;

/// <summary>Four accumulators of a thread: a 16 × 8 tile of a warp.</summary>
internal struct F4
{
    public float X, Y, Z, W;
}

/// <summary>Four registers of two bfloat16 each.</summary>
internal struct U4
{
    public uint X, Y, Z, W;
}

/// <summary>The instructions of the test kernel.</summary>
internal static class Warp
{
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

    public static void CopyAsync(uint to, long from)
    {
        Input<uint> t = to;
        Input<long> f = from;
        CudaAsm.EmitRef("cp.async.cg.shared.global [%0], [%1], 16;", ref t, ref f);
    }

    public static void Commit() => CudaAsm.Emit("cp.async.commit_group;");

    /// <summary>Waits until only the newest group is under way.</summary>
    public static void WaitForAllButOne() => CudaAsm.Emit("cp.async.wait_group 1;");

    public static void LoadMatrix(ref U4 r, uint address)
    {
        Input<uint> a = address;
        Output<uint> x = default, y = default, z = default, w = default;
        CudaAsm.EmitRef("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%1, %2, %3, %4}, [%0];", ref a, ref x, ref y, ref z, ref w);
        r.X = x.Value;
        r.Y = y.Value;
        r.Z = z.Value;
        r.W = w.Value;
    }

    public static void Multiply(ref F4 c, U4 a, uint b0, uint b1)
    {
        Input<uint> a0 = a.X, a1 = a.Y, a2 = a.Z, a3 = a.W, c0 = b0, c1 = b1;
        Ref<float> x = c.X, y = c.Y, z = c.Z, w = c.W;
        CudaAsm.EmitRef(
            "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%6, %7, %8, %9}, {%0, %1, %2, %3}, {%4, %5}, {%6, %7, %8, %9};",
            ref a0, ref a1, ref a2, ref a3, ref c0, ref c1, ref x, ref y, ref z, ref w);
        c.X = x.Value;
        c.Y = y.Value;
        c.Z = z.Value;
        c.W = w.Value;
    }

    public static void Store(long address, float first, float second)
    {
        Input<long> a = address;
        Input<float> x = first, y = second;
        CudaAsm.EmitRef("st.global.v2.f32 [%0], {%1, %2};", ref a, ref x, ref y);
    }
}
