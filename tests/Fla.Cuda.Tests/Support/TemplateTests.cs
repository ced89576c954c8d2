using System.Runtime.InteropServices;
using Fla.Cuda.Tests.Emulator;
using Fla.Generated;
using Fla.Tests;

namespace Fla.Cuda.Tests;

/// <summary>Runs kernels of templates on the emulator, and compares what they write with the interpreter.</summary>
public abstract class TemplateTests
{
    private protected DeviceTensors Tensors { get; } = new();

    private protected Random Random { get; } = new(7);

    public static TheoryData<string> Named(string kernel) => [.. typeof(CudaTensor).Assembly.GetTypes()
        .Where(t => t.Name.StartsWith(kernel + "_", StringComparison.Ordinal) && t.Name.EndsWith("_cuda", StringComparison.Ordinal))
        .Select(static t => t.Name)
        .Where(static n => !n.Contains("_f16_", StringComparison.Ordinal))
        .Order()];

    private protected static int Constant(string name, string constant) =>
        int.Parse(name.Split('_').Last(p => p.StartsWith(constant, StringComparison.Ordinal) && p.Length > constant.Length && char.IsAsciiDigit(p[constant.Length]))[constant.Length..]);

    private protected unsafe void Run<T>(string name, Grid grid, T arguments) where T : unmanaged
    {
        Type type = typeof(CudaTensor).Assembly.GetType($"Fla.Generated.{name}")!;
        PtxProgram program = PtxProgram.Of(CudaCompiler.Compile(type.GetMethod("Run")!, PtxTarget.Parse("sm_80")).Text);
        PtxGrid.Run(
            program, new ReadOnlySpan<byte>(&arguments, sizeof(T)).ToArray(), Tensors.Memory, (grid.X, grid.Y, grid.Z),
            (int)type.GetField("Threads")!.GetValue(null)!, (int)type.GetField("SharedBytes")!.GetValue(null)!);
    }

    private protected static bool IsWide(string name) => name.Contains("_f32_", StringComparison.Ordinal);

    private protected HostTensor<T> Filled<T>(params long[] shape) where T : unmanaged
    {
        HostTensor<T> tensor = new(shape);
        float[] values = [.. Enumerable.Range(0, tensor.Span.Length).Select(_ => Random.NextSingle() - 0.5f)];
        MemoryMarshal.Cast<byte, T>(Numbers.ToBits(ElementTypes.Of<T>(), values)).CopyTo(tensor.Span);
        return tensor;
    }

    private protected CudaTensor Device<T>(HostTensor<T> tensor, params ReadOnlySpan<long> shape) where T : unmanaged => Tensors.Add(MemoryMarshal.AsBytes(tensor.Span).ToArray(), shape);

    private protected static void Close<T>(HostTensor<T> expected, byte[] output) where T : unmanaged
    {
        ElementType element = ElementTypes.Of<T>();
        double error = Accuracy.RelativeError(Numbers.FromBits(element, output), Numbers.FromBits(element, MemoryMarshal.AsBytes(expected.Span).ToArray()));
        Assert.True(error <= (element == ElementType.Float32 ? 1e-3 : 1e-2), $"relative error {error:g3}");
    }
}
