using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>A call into the caller's own memory allocates nothing once the kernels are warm.</summary>
[Collection("alone")]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(40, 1)]
    [InlineData(40, 2)]
    public void ForwardAllocatesNothing(int tokens, int threads)
    {
        const int Heads = 2;
        const int Dim = 32;
        float[] values = new float[tokens * Heads * Dim];
        float[] gates = new float[tokens * Heads];
        float[] output = new float[values.Length];
        float[] state = new float[Heads * Dim * Dim];
        nint[] shape = [1, tokens, Heads, Dim];
        nint[] gateShape = [1, tokens, Heads];
        nint[] stateShape = [1, Heads, Dim, Dim];
        OpOptions options = new() { MaxThreads = threads };
        for (int i = 0; i < 20; i++)
            Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            ReadOnlyTensorSpan<float> x = new(values, shape);
            ReadOnlyTensorSpan<float> g = new(gates, gateShape);
            TensorSpan<float> s = new(state, stateShape);
            GatedDeltaRule.Forward(x, x, x, g, g, new TensorSpan<float>(output, shape), initialState: s, finalState: s, options: options);
        }
    }
}
