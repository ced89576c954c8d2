using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>One call of the gated delta rule on small float tensors, each of which a test may replace; outputs start as 7.</summary>
internal sealed class Call
{
    internal const float Untouched = 7;

    private readonly Dictionary<string, Tensor<float>> _tensors = [];

    internal Call(int b = 1, int t = 5, int h = 2, int hv = 4, int k = 8, int v = 6, int? sequences = null)
    {
        int n = sequences ?? b;
        Shape("q", b, t, h, k).Shape("k", b, t, h, k).Shape("v", b, t, hv, v).Shape("g", b, t, hv).Shape("beta", b, t, hv);
        Shape("initialState", n, hv, k, v).Shape("o", b, t, hv, v).Shape("finalState", n, hv, k, v);
    }

    internal float? Scale { get; init; }
    internal long[] CuSeqlens { get; init; } = [];
    internal OpOptions Options { get; init; } = new() { Target = KernelTarget.Reference };

    internal Tensor<float> this[string name]
    {
        get => _tensors[name];
        set => _tensors[name] = value;
    }

    internal Call Shape(string name, params nint[] shape)
    {
        Tensor<float> tensor = Tensor.CreateFromShape<float>(shape);
        tensor.AsTensorSpan().Fill(name is "o" or "finalState" ? Untouched : 0.25f);
        _tensors[name] = tensor;
        return this;
    }

    internal Call View(string name, float[] memory, int start, nint[] shape, nint[] strides)
    {
        _tensors[name] = Tensor.Create(memory, start, shape, strides);
        return this;
    }

    internal void Run() => GatedDeltaRule.Forward<float>(
        this["q"], this["k"], this["v"], this["g"], this["beta"], this["o"], Scale, this["initialState"], this["finalState"],
        cuSeqlens: CuSeqlens, options: Options);

    /// <summary>Runs a call that must be refused for one argument, in words that contain all of <paramref name="words"/>, with no output written.</summary>
    internal void Refused(string parameter, params string[] words)
    {
        Tensor<float> o = this["o"], finalState = this["finalState"];
        float[] before = [.. o, .. finalState];
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(Run);
        Assert.Equal(parameter, error.ParamName);
        Assert.StartsWith($"{parameter}: expected ", error.Message);
        Assert.All(words, word => Assert.Contains(word, error.Message));
        float[] after = [.. o, .. finalState];
        Assert.Equal(before, after);
    }
}
