using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla.Kernels.Tests;

/// <summary>The README's example is this code, and it runs.</summary>
public class ReadmeTests
{
    private static string Readme => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documentation", "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void TheExampleRuns()
    {
        // <README>
        // One sequence of 100 tokens, 2 query heads, 4 value heads: fill these with your data.
        Tensor<float> q = Tensor.CreateFromShape<float>([1, 100, 2, 64]);     // [B, T, H, K]
        Tensor<float> k = Tensor.CreateFromShape<float>([1, 100, 2, 64]);
        Tensor<float> v = Tensor.CreateFromShape<float>([1, 100, 4, 128]);    // [B, T, HV, V]
        Tensor<float> g = Tensor.CreateFromShape<float>([1, 100, 4]);         // log-space decay
        Tensor<float> beta = Tensor.CreateFromShape<float>([1, 100, 4]);

        (Tensor<float> o, Tensor<float>? state) = GatedDeltaRule.Forward<float>(
            q, k, v, g, beta, outputFinalState: true, useQkL2NormInKernel: true);

        // Decoding: one token more, into memory of yours, the state updated in place.
        Tensor<float> next = Tensor.CreateFromShape<float>([1, 1, 4, 128]);
        GatedDeltaRule.Forward<float>(
            q.Slice(.., 99..100, .., ..), k.Slice(.., 99..100, .., ..), v.Slice(.., 99..100, .., ..),
            g.Slice(.., 99..100, ..), beta.Slice(.., 99..100, ..), next,
            initialState: state!, finalState: state!, useQkL2NormInKernel: true);
        // </README>
        Assert.Equal([1, 100, 4, 128], o.Lengths.ToArray());
        Assert.Equal([1, 4, 64, 128], state!.Lengths.ToArray());
    }

    [Fact]
    public void TheExampleForGpusRuns()
    {
        if (CudaDevice.Unavailable is not null)
            return;
        // <README-GPU>
        CudaDevice gpu = CudaDevice.Open();
        using CudaStream stream = new(gpu);
        using DeviceTensor<BFloat16> q = new(gpu, 1, 100, 2, 64), k = new(gpu, 1, 100, 2, 64), v = new(gpu, 1, 100, 4, 128);
        using DeviceTensor<float> g = new(gpu, 1, 100, 4), state = new(gpu, 1, 4, 64, 128);
        using DeviceTensor<BFloat16> beta = new(gpu, 1, 100, 4), o = new(gpu, 1, 100, 4, 128);
        q.CopyFrom(new BFloat16[q.Length]);    // and so on: fill these with your data

        GatedDeltaRule.Forward(stream, q, k, v, g, beta, o, finalState: state, useQkL2NormInKernel: true);
        stream.Synchronize();

        // Again and again at the cost of one launch; the first call has loaded the kernel.
        using CudaGraph graph = CudaGraph.Capture(stream, () => GatedDeltaRule.Forward(
            stream, q, k, v, g, beta, o, initialState: state, finalState: state, useQkL2NormInKernel: true));
        graph.Launch(stream);
        // </README-GPU>
        stream.Synchronize();
    }

    [Theory]
    [InlineData("README")]
    [InlineData("README-GPU")]
    public void TheReadmeShowsTheExample(string name)
    {
        string[] source = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "documentation", "ReadmeTests.cs"));
        IEnumerable<string> example = source
            .SkipWhile(line => line.Trim() != $"// <{name}>").Skip(1)
            .TakeWhile(line => line.Trim() != $"// </{name}>")
            .Select(static line => line.Length > 0 ? line[8..] : line);
        Assert.Contains("```csharp\n" + string.Join('\n', example) + "\n```", Readme);
    }

    [Fact]
    public void TheTableHasEveryOpWithItsClass() => Assert.All(
        typeof(Recurrences).GetFields().Where(static field => Recurrences.All.Contains(field.GetValue(null) as Recurrence))
            .Select(static field => (((Recurrence)field.GetValue(null)!).Name, Class: field.Name)).Append((Name: "gsa", Class: nameof(GatedSlotAttention))),
        static op => Assert.Contains($"\n| `{op.Name}` | `{op.Class}` | ", Readme));
}
