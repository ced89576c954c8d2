using Fla.Cuda;

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
    }
}
