using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using OrtBFloat16 = Microsoft.ML.OnnxRuntime.BFloat16;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Fla.Interop.Tests;

/// <summary>Ops on tensors of ONNX Runtime, where they are, and the way back.</summary>
public class OrtTests
{
    [Fact]
    public void SameBitsInFloat() => SameBits<float>(TensorElementType.Float);

    [Fact]
    public void SameBitsInBFloat16() => SameBits<BFloat16>(TensorElementType.BFloat16);

    [Fact]
    public void SameBitsInFloat16() => SameBits<Half>(TensorElementType.Float16);

    private static void SameBits<T>(TensorElementType type) where T : unmanaged
    {
        Plain<T> plain = new();
        using OrtValue q = Copy(plain.Q, type), k = Copy(plain.K, type), v = Copy(plain.V, type), beta = Copy(plain.Beta, type), o = Empty(type, 2, 33, 4, 48);
        using OrtValue g = Copy(plain.G, TensorElementType.Float), state = Copy(plain.State, TensorElementType.Float);
        GatedDeltaRule.Forward(
            q.AsReadOnlyTensorSpan<T>(), k.AsReadOnlyTensorSpan<T>(), v.AsReadOnlyTensorSpan<T>(), g.AsReadOnlyTensorSpan<float>(), beta.AsReadOnlyTensorSpan<T>(),
            o.AsTensorSpan<T>(), initialState: state.AsReadOnlyTensorSpan<float>(), finalState: state.AsTensorSpan<float>(), useQkL2NormInKernel: true);

        // The owner's own reading: it knows nothing of the views.
        Assert.Equal(Plain<float>.Elements(plain.FinalState), state.GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal(Bytes(Plain<T>.Elements(plain.O)), o.GetTensorMutableRawData().ToArray());
    }

    [Fact]
    public void PackedSequencesComeFromOnnxRuntime()
    {
        Plain<float> plain = new(sequences: 1, packed: true);
        using OrtValue cuSeqlens = OrtValue.CreateTensorValueFromMemory(Plain<float>.Boundaries, [4]);
        (Tensor<float> o, _) = GatedDeltaRule.Forward<float>(
            plain.Q, plain.K, plain.V, plain.G, plain.Beta, initialState: plain.State, useQkL2NormInKernel: true, cuSeqlens: cuSeqlens.AsCuSeqlens());
        Assert.Equal(Plain<float>.Elements(plain.O), Plain<float>.Elements(o));
    }

    [Fact]
    public void AResultBecomesAValueOfTheSameMemory()
    {
        Plain<Half> plain = new();
        using OrtValue value = plain.O.ToOrtValue();
        Assert.Equal([2, 33, 4, 48], value.GetTensorTypeAndShape().Shape);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        plain.O[1, 2, 3, 4] = (Half)7;
        Assert.Equal(BitConverter.HalfToUInt16Bits((Half)7), value.GetTensorDataAsSpan<Float16>()[((33 + 2) * 4 + 3) * 48 + 4].value);
        value.AsTensorSpan<Half>()[0, 0, 0, 1] = (Half)8;
        Assert.Equal((Half)8, plain.O[0, 0, 0, 1]);
    }

    [Fact]
    public void APartOfAResultIsOne()
    {
        Tensor<float> numbers = Tensor.Create([.. Enumerable.Range(0, 24).Select(static i => (float)i)], [2, 3, 4]);
        using OrtValue value = numbers.Slice(1..2, .., ..).ToOrtValue();
        Assert.Equal([1, 3, 4], value.GetTensorTypeAndShape().Shape);
        Assert.Equal(Enumerable.Range(12, 12).Select(static i => (float)i), value.GetTensorDataAsSpan<float>().ToArray());
        Assert.StartsWith("part: ", Assert.Throws<ArgumentException>(() =>
        {
            Tensor<float> part = numbers.Slice(.., 1..2, ..);
            part.ToOrtValue();
        }).Message);
    }

    [Fact]
    public void OtherElementsHaveTheirTypes()
    {
        using OrtValue brains = Tensor.Create([(BFloat16)1.5f], [1]).ToOrtValue(), longs = Tensor.Create([0L, 5], [2]).ToOrtValue();
        Assert.Equal(((BFloat16)1.5f).Bits, brains.GetTensorDataAsSpan<OrtBFloat16>()[0].value);
        Assert.Equal([0L, 5], longs.AsCuSeqlens().ToArray());
        Assert.Equal("T", Assert.Throws<ArgumentException>(() => Tensor.Create([1.5], [1]).ToOrtValue()).ParamName);
    }

    [Fact]
    public void ErrorsNameTheArgumentAndTheRemedy()
    {
        using OrtValue q = Empty(TensorElementType.Float, 2, 3), longs = Empty(TensorElementType.Int64, 2, 3);
        Refused(() => q.AsReadOnlyTensorSpan<Half>(), "q: expected elements of Float16, got Float.");
        Refused(() => q.AsTensorSpan<BFloat16>(), "q: expected elements of BFloat16, got Float.");
        Refused(() => q.AsCuSeqlens(), "q: expected elements of Int64, got Float.");
        Refused(() => longs.AsCuSeqlens(), "longs: expected one axis, got [2, 3].");
        using OrtValue map = OrtValue.CreateMap<long, float>([1], [2]);
        Refused(() => map.AsReadOnlyTensorSpan<float>(), "map: expected a tensor, got ONNX_TYPE_MAP.");
        OrtValue? none = null;
        Assert.Equal("none", Assert.Throws<ArgumentNullException>(() => none!.AsTensorSpan<float>()).ParamName);
    }

    [Fact]
    public unsafe void MemoryOfAGpuIsRefused()
    {
        float number = 0;
        using OrtMemoryInfo gpu = new(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
        using OrtValue elsewhere = OrtValue.CreateTensorValueWithData(gpu, TensorElementType.Float, [1], (nint)(&number), sizeof(float));
        Refused(() => elsewhere.AsReadOnlyTensorSpan<float>(), "elsewhere: expected a tensor in the host's memory, got one on GPU 0.");
    }

    [Fact]
    public void NoElementsAreFine()
    {
        using OrtValue none = Empty(TensorElementType.Float, 2, 0, 4);
        Assert.Equal([2, 0, 4], none.AsReadOnlyTensorSpan<float>().Lengths.ToArray());
    }

    private delegate void View();

    private static void Refused(View view, string message)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => view());
        Assert.StartsWith(message, error.Message);
        Assert.Equal(message[..message.IndexOf(':')], error.ParamName);
    }

    private static byte[] Bytes<T>(T[] elements) where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(elements).ToArray();

    private static OrtValue Empty(TensorElementType type, params long[] shape) =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);

    private static OrtValue Copy<T>(Tensor<T> plain, TensorElementType type) where T : unmanaged
    {
        OrtValue copy = Empty(type, [.. plain.Lengths.ToArray().Select(static length => (long)length)]);
        plain.CopyTo(copy.AsTensorSpan<T>());
        return copy;
    }
}
