using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fla.Cuda;
using Fla.Interop;

namespace Fla.Gpu;

/// <summary>Tensors over memory of others, copies, and streams that wait for each other.</summary>
internal static class Views
{
    public static void Run(CudaDevice device, Report report)
    {
        float[] numbers = [.. Enumerable.Range(0, 1000).Select(static i => (float)i)], back = new float[1000];
        using CudaStream first = new(device), second = new(device);
        using CudaEvent copied = new(device);
        using DeviceTensor<float> owner = new(device, 10, 100), target = new(device, 1000);
        owner.CopyFrom(numbers);
        using (DeviceTensor<float> view = new(device, (nint)owner.Address, [1000], [1]))
            target.CopyFrom(view, first);
        copied.Record(first);
        second.Wait(copied);
        owner.Clear(second);
        second.Synchronize();
        target.CopyTo(back);
        report.Check("view and copies", back.AsSpan().SequenceEqual(numbers), $"{target}");
        owner.CopyTo(back);
        report.Check("clear", back.AsSpan().IndexOfAnyExcept(0f) < 0, $"{owner}");
        Dlpack(device, report);
        NoTokens(device, report);
    }

    /// <summary>An op reads q and writes o as DLPack hands them over, to the bit as through tensors of its own.</summary>
    private static unsafe void Dlpack(CudaDevice device, Report report)
    {
        const int tokens = 64, heads = 2, width = 64, row = heads * width;
        Random random = new(1);
        using CudaStream stream = new(device);
        using DeviceTensor<BFloat16> memory = Filled<BFloat16>(device, () => (BFloat16)(random.NextSingle() - 0.5f), 1, tokens + 1, heads, width);
        using DeviceTensor<BFloat16> v = Filled<BFloat16>(device, () => (BFloat16)(random.NextSingle() - 0.5f), 1, tokens, heads, width);
        using DeviceTensor<BFloat16> beta = Filled<BFloat16>(device, () => (BFloat16)random.NextSingle(), 1, tokens, heads);
        using DeviceTensor<float> g = Filled<float>(device, () => -random.NextSingle(), 1, tokens, heads);
        using DeviceTensor<BFloat16> expected = new(device, 1, tokens, heads, width), o = new(device, 1, tokens, heads, width);
        using DeviceTensor<BFloat16> q = new(device, (nint)memory.Address + row * sizeof(BFloat16), [1, tokens, heads, width], [tokens * row, row, width, 1]);
        GatedDeltaRule.Forward(stream, q, q, v, g, beta, expected, useQkL2NormInKernel: true);

        int released = 0;
        long* shape = stackalloc long[] { 1, tokens, heads, width };
        long* strides = stackalloc long[] { tokens * row, row, width, 1 };
        DLTensor tensor = new() { Device = new(DLDevice.Cuda, device.Ordinal), Ndim = 4, Dtype = DLDataType.Of<BFloat16>(), Shape = shape };
        DLManagedTensor input = new() { ManagerContext = &released, Deleter = &Release, Tensor = tensor with { Data = (void*)memory.Address, ByteOffset = row * (ulong)sizeof(BFloat16), Strides = strides } };
        DLManagedTensorVersioned output = new() { MajorVersion = 1, ManagerContext = &released, Deleter = &ReleaseVersioned, Tensor = tensor with { Data = (void*)o.Address } };
        using (DlpackTensor<BFloat16> from = new(&input), to = new(&output))
        {
            DeviceTensor<BFloat16> view = from.AsDeviceTensor(device);
            GatedDeltaRule.Forward(stream, view, view, v, g, beta, to.AsDeviceTensor(device), useQkL2NormInKernel: true);
            stream.Synchronize();
        }

        BFloat16[] numbers = new BFloat16[o.Length], same = new BFloat16[o.Length];
        o.CopyTo(numbers);
        expected.CopyTo(same);
        report.Check("DLPack", numbers.AsSpan().SequenceEqual(same) && Array.Exists(numbers, static x => x.Bits != 0) && released == 2, $"given back {released} of 2");
    }

    /// <summary>Tensors without elements have no address; the state passes through.</summary>
    private static void NoTokens(CudaDevice device, Report report)
    {
        float next = 0;
        using CudaStream stream = new(device);
        using DeviceTensor<BFloat16> q = new(device, 1, 0, 2, 64), beta = new(device, 1, 0, 2);
        using DeviceTensor<float> g = new(device, 1, 0, 2), before = Filled(device, () => next++, 1, 2, 64, 64);
        (DeviceTensor<BFloat16> o, DeviceTensor<float>? after) = GatedDeltaRule.Forward(stream, q, q, q, g, beta, initialState: before, outputFinalState: true);
        stream.Synchronize();
        float[] given = new float[before.Length], kept = new float[before.Length];
        before.CopyTo(given);
        after!.CopyTo(kept);
        report.Check("no tokens", o.Length == 0 && kept.AsSpan().SequenceEqual(given), $"{o}");
        after.Dispose();
    }

    private static DeviceTensor<T> Filled<T>(CudaDevice device, Func<T> next, params long[] shape) where T : unmanaged
    {
        DeviceTensor<T> tensor = new(device, shape);
        T[] elements = new T[tensor.Length];
        foreach (ref T element in elements.AsSpan())
            element = next();
        tensor.CopyFrom(elements);
        return tensor;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Release(void* managed) => ++*(int*)((DLManagedTensor*)managed)->ManagerContext;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void ReleaseVersioned(void* managed) => ++*(int*)((DLManagedTensorVersioned*)managed)->ManagerContext;
}
