using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>The public forms of the ops over channels: what their switches mean, states and outputs in place, strides, errors.</summary>
public class ChannelFormTests
{
    private const float Untouched = 7;

    [Fact]
    public void A_scan_goes_on_where_it_stopped()
    {
        Tensor<float> x = Filled(1, 9, 70), g = Filled(1, 9, 70);
        (Tensor<float> all, Tensor<float>? state) = Hgrn.Forward<float>(x, g, outputFinalState: true);
        Tensor<float> running = Tensor.CreateFromShape<float>([1, 70]);
        Tensor<float> o = Tensor.CreateFromShape<float>([1, 9, 70]);
        for (int t = 0; t < 9; t++)
            Hgrn.Forward<float>(x.Slice(.., t..(t + 1), ..), g.Slice(.., t..(t + 1), ..), o.AsTensorSpan().Slice([0..1, t..(t + 1), 0..70]), running, running);
        Near(all, o);
        Near(state!, running);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_convolution_token_by_token_is_that_of_the_prompt(int width)
    {
        Tensor<float> x = Filled(2, 40, 70), weight = Filled(70, width), bias = Filled(70);
        (Tensor<float> all, Tensor<float>? state) = ShortConvolution.Forward<float>(x, weight, bias, outputFinalState: true, silu: true);
        Tensor<float> cache = Tensor.CreateFromShape<float>([2, 70, width]), y = Tensor.CreateFromShape<float>([2, 40, 70]);
        for (int t = 0; t < 40; t++)
            ShortConvolution.Forward<float>(x.Slice(.., t..(t + 1), ..), weight, bias, y.AsTensorSpan().Slice([0..2, t..(t + 1), 0..70]), cache, cache, silu: true);
        Near(all, y);
        Near(state!, cache);
    }

    [Fact]
    public void A_convolution_keeps_its_last_inputs()
    {
        Tensor<float> x = Tensor.Create<float>([1, 2, 3], [1, 3, 1]), weight = Tensor.Create<float>([10, 1], [1, 2]);
        (Tensor<float> y, Tensor<float>? state) = ShortConvolution.Forward<float>(x, weight, default, initialState: Tensor.Create<float>([8, 9], [1, 1, 2]), outputFinalState: true);
        Assert.Equal([91, 12, 23], y);
        Assert.Equal([2, 3], state!);
        (y, state) = ShortConvolution.Forward<float>(x, weight, Tensor.Create<float>([100], [1]), outputFinalState: true);
        Assert.Equal([101, 112, 123], y);
    }

    [Fact]
    public void Weights_reach_no_further_than_they_are_many()
    {
        Tensor<float> x = Tensor.Create<float>([float.NaN, 2, 3, 4], [1, 4, 1]), weight = Tensor.Create<float>([10, 1], [1, 2]);
        Tensor<float> y = ShortConvolution.Forward<float>(x, weight, default).Y;
        Assert.Equal([float.NaN, float.NaN, 23, 34], y);
    }

    [Fact]
    public void Rows_have_the_length_1_in_place_and_strided()
    {
        Tensor<float> x = Filled(2, 5, 3, 300), expected = L2Norm.Forward<float>(x);
        double squares = 0;
        for (int c = 0; c < 300; c++)
            squares += expected[1, 4, 2, c] * expected[1, 4, 2, c];
        Assert.Equal(1, squares, 1e-5);
        Tensor<float> strided = Strided<float>.Copy(x, float.NaN), into = Strided<float>.Copy(x, Untouched);
        L2Norm.Forward<float>(strided, into);
        Near(expected, into);
        L2Norm.Forward<float>(x, x);
        Near(expected, x);
        Near(Tensor.Create<float>([0.6f, 0.8f], [2]), L2Norm.Forward<float>(Tensor.Create<float>([3, 4], [2])));
    }

    [Fact]
    public void A_norm_is_weighted_and_gated()
    {
        Tensor<float> x = Tensor.Create<float>([3, -3], [1, 2]), gate = Tensor.Create<float>([2, -2], [1, 2]), weight = Tensor.Create<float>([1, 5], [2]);
        float high = 1 / (1 + MathF.Exp(-2)), low = 1 / (1 + MathF.Exp(2));
        Near(Tensor.Create<float>([high, -low], [1, 2]), GatedRmsNorm.Forward<float>(x, gate, default, activation: GateActivation.Sigmoid));
        Near(Tensor.Create<float>([2 * high, 10 * low], [1, 2]), GatedRmsNorm.Forward<float>(x, gate, weight));
    }

    [Fact]
    public void Gates_are_those_of_heads_or_keys()
    {
        Tensor<float> rate = Tensor.Create<float>([0, MathF.Log(2)], [2]), a = Tensor.Create<float>([0, 100, -100, 1], [1, 2, 2]);
        float one = MathF.Log(1 + MathF.E), zero = MathF.Log(2);
        Near(Tensor.Create<float>([-zero, -200, 0, -2 * one], [1, 2, 2]), DecayGate.Forward<float>(a, rate, default));
        Tensor<float> keys = Tensor.Create<float>([0, 100, 0, 0], [1, 1, 2, 2]), bias = Tensor.Create<float>([1, 0, 0, 1], [2, 2]);
        Near(Tensor.Create<float>([-one, -100, -2 * zero, -2 * one], [1, 1, 2, 2]), DecayGate.Forward<float>(keys, rate, bias));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(16, false)]
    [InlineData(16, true)]
    [InlineData(33, true)]
    [InlineData(1, false)]
    [InlineData(1000, true)]
    public void Sums_run_over_pieces_and_both_ways(int piece, bool reverse)
    {
        long[] boundaries = [0, 37, 37, 38, 100];
        Tensor<float> x = Filled(1, 100, 70), expected = Tensor.CreateFromShape<float>([1, 100, 70]);
        for (int n = 0; n + 1 < boundaries.Length; n++)
        {
            int first = (int)boundaries[n], end = (int)boundaries[n + 1], length = piece > 0 ? piece : 100;
            for (int i = 0; i < end - first; i++)
            {
                int t = reverse ? end - 1 - i : first + i;
                bool starts = reverse ? t == end - 1 || (t + 1 - first) % length == 0 : (t - first) % length == 0;
                for (int c = 0; c < 70; c++)
                    expected[0, t, c] = x[0, t, c] + (starts ? 0 : expected[0, t + (reverse ? 1 : -1), c]);
            }
        }

        foreach (KernelTarget target in Targets.All)
            Near(expected, CumulativeSum.Forward<float>(x, piece, reverse, boundaries, new() { Target = target }));
    }

    [Fact]
    public void Strided_tensors_give_what_dense_ones_give()
    {
        Tensor<BFloat16> x = Narrow(Filled(2, 21, 100));
        Tensor<float> g = Filled(2, 21, 100);
        Tensor<BFloat16> dense = Hgrn.Forward<BFloat16>(x, g).O;
        Strided<BFloat16> o = new([2, 21, 100], (BFloat16)Untouched);
        Hgrn.Forward<BFloat16>(Strided<BFloat16>.Copy(x, (BFloat16)float.NaN), Strided<float>.Copy(g, float.NaN), o.Tensor);
        Assert.Equal(dense, o.Tensor);
        Assert.Equal(o.Memory.Length - dense.FlattenedLength, o.Memory.Count(v => (float)v == Untouched));

        Tensor<BFloat16> weight = Narrow(Filled(100, 4)), y = ShortConvolution.Forward<BFloat16>(x, weight, default).Y;
        Strided<BFloat16> into = new([2, 21, 100], (BFloat16)Untouched);
        ShortConvolution.Forward<BFloat16>(Strided<BFloat16>.Copy(x, (BFloat16)float.NaN), Strided<BFloat16>.Copy(weight, (BFloat16)float.NaN), default, into.Tensor);
        Assert.Equal(y, into.Tensor);
    }

    [Theory]
    [InlineData("x", "[1, 5, 8]", "axes")]
    [InlineData("g", "[B, T, D]", "[1, 5, 8]")]
    [InlineData("initialState", "[N, D]", "[1, 8]")]
    [InlineData("o", "[B, T, D]", "[1, 5, 8]")]
    [InlineData("finalState", "[N, D]", "[1, 8]")]
    public void A_wrong_shape_is_named_before_anything_is_written(string argument, params string[] words)
    {
        nint[] Shape(string name, params nint[] shape) => name == argument ? [.. shape, 2] : shape;
        Tensor<float> o = Tensor.CreateFromShape<float>(Shape("o", 1, 5, 8));
        o.AsTensorSpan().Fill(Untouched);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Hgrn.Forward<float>(
            Filled(Shape("x", 1, 5, 8)), Filled(Shape("g", 1, 5, 8)), o, Filled(Shape("initialState", 1, 8)), Tensor.CreateFromShape<float>(Shape("finalState", 1, 8))));
        Assert.Equal(argument, error.ParamName);
        Assert.StartsWith($"{argument}: expected ", error.Message);
        if (argument != "x")
            Assert.All(words, word => Assert.Contains(word, error.Message));
        Assert.All(o, value => Assert.Equal(Untouched, value));
    }

    [Fact]
    public void Wrong_calls_are_named()
    {
        float[] memory = new float[40];
        Tensor<float> x = Filled(1, 5, 8), g = Tensor.Create(memory, [1, 5, 8]);
        Assert.Throws<ArgumentException>("weight", () => ShortConvolution.Forward<float>(x, Filled(8, 5), default));
        Assert.Throws<ArgumentException>("weight", () => ShortConvolution.Forward<float>(x, Filled(7, 4), default));
        Assert.Throws<ArgumentException>("bias", () => ShortConvolution.Forward<float>(x, Filled(8, 4), Filled(7)));
        Assert.Throws<ArgumentException>("gate", () => GatedRmsNorm.Forward<float>(x, Filled(5, 8), default));
        Assert.Throws<ArgumentException>("epsilon", () => L2Norm.Forward<float>(x, float.NaN));
        Assert.Throws<ArgumentException>("aLog", () => DecayGate.Forward<float>(x, Filled(7), default));
        Assert.Throws<ArgumentException>("dtBias", () => DecayGate.Forward<float>(Filled(1, 5, 2, 8), Filled(2), Filled(2)));
        Assert.Throws<ArgumentException>("chunkSize", () => CumulativeSum.Forward<float>(x, -1));
        Assert.Throws<ArgumentException>("x", () => Hgrn.Forward<double>(Tensor.CreateFromShape<double>([1, 5, 8]), g));
        Assert.Throws<ArgumentException>("x", () => L2Norm.Forward<float>(Filled(1, 1, 1, 1, 8)));
        Assert.Throws<ArgumentException>("cuSeqlens", () => Hgrn.Forward<float>(x, g, cuSeqlens: [0, 4]));
        Assert.Throws<ArgumentException>("cuSeqlens", () => Hgrn.Forward<float>(Filled(2, 5, 8), Filled(2, 5, 8), cuSeqlens: [0, 5]));
        Assert.Throws<ArgumentException>("options", () => Hgrn.Forward<float>(x, g, options: new() { MaxThreads = 0 }));
        Assert.Throws<ArgumentException>("o", () => Hgrn.Forward<float>(x, g, x));
        Assert.Throws<ArgumentException>("y", () => ShortConvolution.Forward<float>(x, Filled(8, 4), default, x));
        Assert.Throws<ArgumentException>("y", () => GatedRmsNorm.Forward<float>(x, g, default, g));
        Assert.Throws<ArgumentException>("y", () => L2Norm.Forward<float>(x.Slice(.., 0..4, ..), x.Slice(.., 1..5, ..)));
        Assert.Throws<ArgumentException>("finalState", () => Hgrn.Forward<float>(x, g, Filled(1, 5, 8), finalState: Tensor.Create(memory, 8, [1, 8], [0, 1])));
    }

    private static Tensor<float> Filled(params nint[] shape)
    {
        Random random = new(5);
        Tensor<float> tensor = Tensor.CreateFromShape<float>(shape);
        foreach (ref float value in tensor.AsTensorSpan())
            value = random.NextSingle() - 0.6f;
        return tensor;
    }

    private static Tensor<BFloat16> Narrow(Tensor<float> tensor) => Tensor.Create([.. tensor.Select(static x => (BFloat16)x)], tensor.Lengths.ToArray());

    private static void Near(Tensor<float> expected, Tensor<float> actual)
    {
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        double error = Accuracy.RelativeError([.. actual], [.. expected]);
        Assert.True(error <= 1e-6, $"relative error {error:e2}");
    }
}
