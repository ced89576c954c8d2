using System.Numerics.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Fla.Interop.Tests;

/// <summary>Ops on tensors of TorchSharp, where they are.</summary>
public class TorchTests
{
    /// <summary>How a tensor lies in memory: a batch of heads of tokens is PyTorch's habit, rows with a gap are what split projections leave.</summary>
    public enum Lie
    {
        Contiguous,
        HeadsFirst,
        Gaps,
    }

    [Theory]
    [InlineData(Lie.Contiguous)]
    [InlineData(Lie.HeadsFirst)]
    [InlineData(Lie.Gaps)]
    public void SameBitsInFloat(Lie lie) => SameBits<float>(lie);

    [Theory]
    [InlineData(Lie.Contiguous)]
    [InlineData(Lie.HeadsFirst)]
    [InlineData(Lie.Gaps)]
    public void SameBitsInBFloat16(Lie lie) => SameBits<BFloat16>(lie);

    [Theory]
    [InlineData(Lie.Contiguous)]
    [InlineData(Lie.HeadsFirst)]
    [InlineData(Lie.Gaps)]
    public void SameBitsInFloat16(Lie lie) => SameBits<Half>(lie);

    private static void SameBits<T>(Lie lie) where T : unmanaged
    {
        Plain<T> plain = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor q = Copy(plain.Q, lie), k = Copy(plain.K, lie), v = Copy(plain.V, lie), g = Copy(plain.G, lie), beta = Copy(plain.Beta, lie);
        Tensor o = Empty<T>([2, 33, 4, 48], lie), state = Copy(plain.State, lie);
        Assert.Equal(lie == Lie.Contiguous, q.is_contiguous());

        GatedDeltaRule.Forward(
            q.AsReadOnlyTensorSpan<T>(), k.AsReadOnlyTensorSpan<T>(), v.AsReadOnlyTensorSpan<T>(), g.AsReadOnlyTensorSpan<float>(), beta.AsReadOnlyTensorSpan<T>(),
            o.AsTensorSpan<T>(), initialState: state.AsReadOnlyTensorSpan<float>(), finalState: state.AsTensorSpan<float>(), useQkL2NormInKernel: true);

        // Torch's own reading: it knows nothing of the views.
        Assert.Equal(Plain<float>.Elements(plain.FinalState), state.contiguous().data<float>().ToArray());
        Assert.Equal(Plain<T>.Elements(plain.O).Select(Wide), o.to_type(ScalarType.Float32).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void PackedSequencesComeFromTorch()
    {
        Plain<float> plain = new(sequences: 1, packed: true);
        using DisposeScope scope = NewDisposeScope();
        Tensor cuSeqlens = tensor(Plain<float>.Boundaries);
        (Tensor<float> o, Tensor<float>? state) = GatedDeltaRule.Forward<float>(
            Copy(plain.Q).AsReadOnlyTensorSpan<float>(), plain.K, plain.V, plain.G, plain.Beta, initialState: plain.State, outputFinalState: true,
            useQkL2NormInKernel: true, cuSeqlens: cuSeqlens.AsCuSeqlens());
        Assert.Equal(Plain<float>.Elements(plain.O), Plain<float>.Elements(o));
        Assert.Equal(Plain<float>.Elements(plain.FinalState), Plain<float>.Elements(state!));
        Assert.Equal(Plain<float>.Boundaries[1..], cuSeqlens[1..].AsCuSeqlens().ToArray());
    }

    [Fact]
    public void AViewReadsWhatTorchWrote()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor numbers = arange(120).reshape(2, 3, 4, 5).to_type(ScalarType.BFloat16).transpose(0, 2)[1..3];
        ReadOnlyTensorSpan<BFloat16> view = numbers.AsReadOnlyTensorSpan<BFloat16>();
        Assert.Equal([2, 3, 2, 5], view.Lengths.ToArray());
        Assert.Equal((BFloat16)(1 * 60 + 2 * 20 + (1 + 1) * 5 + 3), view[1, 2, 1, 3]);
    }

    [Fact]
    public void TorchReadsWhatAViewWrote()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor numbers = zeros(2, 3), transposed = numbers.transpose(0, 1);
        transposed.AsTensorSpan<float>()[2, 1] = 7;
        Assert.Equal([0f, 0, 0, 0, 0, 7], numbers.data<float>().ToArray());
    }

    [Fact]
    public void GradientsAreNoHindrance()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = ones(2, 3, requires_grad: true);
        Assert.Equal(1, (weights * 1).AsReadOnlyTensorSpan<float>()[1, 2]);
        Assert.Equal(1, weights.AsReadOnlyTensorSpan<float>()[1, 2]);
        Assert.True(weights.requires_grad);
    }

    [Fact]
    public void NoTokensAreFine()
    {
        Plain<float> plain = new(tokens: 0);
        using DisposeScope scope = NewDisposeScope();
        Tensor q = zeros(2, 0, 2, 32), v = zeros(2, 0, 4, 48), g = zeros(2, 0, 4), state = Copy(plain.State);
        GatedDeltaRule.Forward(
            q.AsReadOnlyTensorSpan<float>(), q.AsReadOnlyTensorSpan<float>(), v.AsReadOnlyTensorSpan<float>(), g.AsReadOnlyTensorSpan<float>(), g.AsReadOnlyTensorSpan<float>(),
            v.AsTensorSpan<float>(), initialState: state.AsReadOnlyTensorSpan<float>(), finalState: state.AsTensorSpan<float>());
        Assert.Equal(Plain<float>.Elements(plain.State), state.data<float>().ToArray());
    }

    [Fact]
    public void ABroadcastTensorIsAnInputAndNoOutput()
    {
        Plain<float> plain = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor o = zeros(2, 33, 1, 48).expand(2, 33, 4, 48), beta = ones(1, 1, 4).expand(2, 33, 4);
        Assert.Equal("o", Assert.Throws<ArgumentException>(() => GatedDeltaRule.Forward(
            plain.Q, plain.K, plain.V, plain.G, beta.AsReadOnlyTensorSpan<float>(), o.AsTensorSpan<float>())).ParamName);
        (Tensor<float> fine, _) = GatedDeltaRule.Forward(plain.Q, plain.K, plain.V, plain.G, beta.AsReadOnlyTensorSpan<float>());
        Assert.Equal([2, 33, 4, 48], fine.Lengths.ToArray());
    }

    [Fact]
    public void OpsRefuseALastAxisThatIsNotDense()
    {
        Plain<float> plain = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor q = zeros(2, 33, 32, 2).transpose(2, 3);
        ArgumentException error = Assert.Throws<ArgumentException>(() => GatedDeltaRule.Forward<float>(
            q.AsReadOnlyTensorSpan<float>(), plain.K, plain.V, plain.G, plain.Beta));
        Assert.Equal("q", error.ParamName);
        Assert.Contains("a last axis of stride 1", error.Message);
    }

    [Fact]
    public void ErrorsNameTheArgumentAndTheRemedy()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = zeros(2, 3);
        Refused(() => q.AsReadOnlyTensorSpan<Half>(), "q: expected dtype Float16, got Float32. Convert it with .to_type(ScalarType.Float16)");
        Refused(() => q.AsTensorSpan<BFloat16>(), "q: expected dtype BFloat16, got Float32.");
        Refused(() => q.AsTensorSpan<double>(), "Kernels compute in float, BFloat16 and Half, not in Double.", "T");
        Refused(() => q.AsDeviceTensor<float>(FakeGpu.Make(0)), "q: expected a tensor on CUDA, got one on cpu. Move it with .cuda()");
        Refused(() => q.AsCuSeqlens(), "q: expected dtype Int64, got Float32.");

        Tensor elsewhere = zeros(2, 3, device: META);
        Refused(() => elsewhere.AsReadOnlyTensorSpan<float>(), "elsewhere: expected a tensor on CPU, got one on meta. Move it with .cpu()");
        Tensor sparse = zeros(2, 3).to_sparse();
        Refused(() => sparse.AsReadOnlyTensorSpan<float>(), "sparse: expected a dense tensor, got a sparse one.");
        Tensor negated = zeros([2, 3], dtype: ScalarType.ComplexFloat32).conj().imag;
        Refused(() => negated.AsReadOnlyTensorSpan<float>(), "negated: expected elements as they lie in memory, got a lazy negation of them.");
        Tensor scalar = zeros([]);
        Refused(() => scalar.AsReadOnlyTensorSpan<float>(), "scalar: expected 1 to 5 axes, got 0.");
        Tensor windows = zeros(10).as_strided([4, 5], [1, 1]);
        Refused(() => windows.AsReadOnlyTensorSpan<float>(), "windows: a span has no strides [1, 1] for the shape [4, 5]");

        Tensor matrix = zeros([2, 3], dtype: ScalarType.Int64), column = matrix[.., 0], narrow = zeros([3], dtype: ScalarType.Int32);
        Refused(() => matrix.AsCuSeqlens(), "matrix: expected one contiguous axis, got [2, 3] with strides [3, 1].");
        Refused(() => column.AsCuSeqlens(), "column: expected one contiguous axis, got [2] with strides [3].");
        Refused(() => narrow.AsCuSeqlens(), "narrow: expected dtype Int64, got Int32. Convert it with .to_type(ScalarType.Int64)");

        q.Dispose();
        Refused(() => q.AsReadOnlyTensorSpan<float>(), "q: expected a tensor, got one that was disposed.");
        Tensor? none = null;
        Assert.Equal("none", Assert.Throws<ArgumentNullException>(() => none!.AsTensorSpan<float>()).ParamName);
    }

    private delegate void View();

    private static void Refused(View view, string message, string? name = null)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => view());
        Assert.StartsWith(message, error.Message);
        Assert.Equal(name ?? message[..message.IndexOf(':')], error.ParamName);
    }

    private static float Wide<T>(T value) => value switch
    {
        BFloat16 half => (float)half,
        Half half => (float)half,
        _ => (float)(object)value!,
    };

    private static Tensor Copy<T>(Tensor<T> plain, Lie lie = Lie.Contiguous) where T : unmanaged
    {
        Tensor copy = Empty<T>([.. plain.Lengths.ToArray().Select(static length => (long)length)], lie);
        plain.CopyTo(copy.AsTensorSpan<T>());
        return copy;
    }

    private static Tensor Empty<T>(long[] shape, Lie lie) where T : unmanaged
    {
        ScalarType type = ElementTypes.Of<T>() switch
        {
            ElementType.Float32 => ScalarType.Float32,
            ElementType.BFloat16 => ScalarType.BFloat16,
            _ => ScalarType.Float16,
        };
        // Gates and step sizes have heads last, so their heads cannot come first.
        return (lie, shape) switch
        {
            (Lie.Contiguous, _) => empty(shape, dtype: type),
            (Lie.HeadsFirst, [var b, var t, var h, var width]) => empty([b, h, t, width], dtype: type).transpose(1, 2),
            _ => empty([.. shape[..^1], shape[^1] + 3], dtype: type).narrow(-1, 1, shape[^1]),
        };
    }
}
