using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>The README's example is this code, and it runs.</summary>
public class ReadmeTests
{
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
    public void TheReadmeShowsTheExample()
    {
        string[] source = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "documentation", "ReadmeTests.cs"));
        IEnumerable<string> example = source
            .SkipWhile(static line => line.Trim() != "// <README>").Skip(1)
            .TakeWhile(static line => line.Trim() != "// </README>")
            .Select(static line => line.Length > 0 ? line[8..] : line);
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documentation", "README.md")).ReplaceLineEndings("\n");
        Assert.Contains("```csharp\n" + string.Join('\n', example) + "\n```", readme);
    }
}
