using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fla.Cuda;
using Fla.Interop;

namespace Fla.Tests.Interop;

/// <summary>Tensors as DLPack hands them over.</summary>
public unsafe class DlpackTests
{
    [Fact]
    public void TheStructuresAreThoseOfTheHeader()
    {
        // dlpack.h on a 64-bit machine.
        Assert.Equal(48, sizeof(DLTensor));
        Assert.Equal(64, sizeof(DLManagedTensor));
        Assert.Equal(80, sizeof(DLManagedTensorVersioned));
        Assert.Equal([8, 16, 24, 32], Offsets<DLManagedTensorVersioned>("ManagerContext", "Deleter", "Flags", "Tensor"));
        Assert.Equal([0, 48, 56], Offsets<DLManagedTensor>("Tensor", "ManagerContext", "Deleter"));
        Assert.Equal([0, 8, 16, 20, 24, 32, 40], Offsets<DLTensor>("Data", "Device", "Ndim", "Dtype", "Shape", "Strides", "ByteOffset"));

        static int[] Offsets<T>(params string[] fields) => [.. fields.Select(static field => (int)Marshal.OffsetOf<T>(field))];
    }

    [Fact]
    public void BothSidesSeeOneMemory()
    {
        using Producer producer = new();
        using DlpackTensor<float> tensor = new(producer.Managed);
        Assert.Equal(5, tensor.AsReadOnlyTensorSpan()[1, 2]);
        tensor.AsTensorSpan()[1, 0] = 7;
        Assert.Equal(7, producer.Elements[3]);
    }

    [Fact]
    public void ItIsGivenBackOnce()
    {
        using Producer producer = new();
        DlpackTensor<float> tensor = new(producer.Managed);
        Assert.Equal(0, producer.Released);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal(1, producer.Released);
        Assert.Throws<ObjectDisposedException>(() => tensor.AsTensorSpan());

        new DlpackTensor<float>(producer.Versioned).Dispose();
        Assert.Equal(2, producer.Released);
        producer.HasDeleter = false;
        new DlpackTensor<float>(producer.Managed).Dispose();
        new DlpackTensor<float>(producer.Versioned).Dispose();
        fixed (DLTensor* view = &producer.Tensor)
            new DlpackTensor<float>(view).Dispose();
        Assert.Equal(2, producer.Released);
    }

    [Fact]
    public void OneThatWasForgottenIsGivenBack()
    {
        using Producer producer = new();
        Forget(producer);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(1, producer.Released);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(Producer producer) => _ = new DlpackTensor<float>(producer.Managed);
    }

    [Fact]
    public void StridesAndOffsetsAreFollowed()
    {
        using Producer producer = new();
        (producer.Shape[0], producer.Shape[1], producer.Strides[0], producer.Strides[1]) = (2, 2, 1, 3);
        producer.Tensor.ByteOffset = sizeof(float);
        using DlpackTensor<float> transposed = new(producer.Managed);
        ReadOnlyTensorSpan<float> span = transposed.AsReadOnlyTensorSpan();
        Assert.Equal([1f, 4, 2, 5], [span[0, 0], span[0, 1], span[1, 0], span[1, 1]]);
    }

    [Fact]
    public void NoStridesMeanRowMajor()
    {
        using Producer producer = new();
        producer.Tensor.Strides = null;
        using DlpackTensor<float> tensor = new(producer.Versioned);
        Assert.Equal([3, 1], tensor.Strides.ToArray());
        Assert.Equal(5, tensor.AsReadOnlyTensorSpan()[1, 2]);
    }

    [Fact]
    public void AViewNeedsItsStructureNoMore()
    {
        using Producer producer = new();
        DlpackTensor<float> tensor;
        fixed (DLTensor* view = &producer.Tensor)
            tensor = new(view);
        producer.Tensor = default;
        producer.Shape.Clear();
        using (tensor)
            Assert.Equal(5, tensor.AsReadOnlyTensorSpan()[1, 2]);
    }

    [Fact]
    public void EveryElementTypeHasItsDtype()
    {
        using Producer producer = new();
        Accepts<float>(2, 32);
        Accepts<Half>(2, 16);
        Accepts<BFloat16>(4, 16);
        (producer.Shape[0], producer.Shape[1]) = (1, 3);
        Accepts<long>(0, 64);
        Assert.Equal("T", Assert.Throws<ArgumentException>(() => new DlpackTensor<double>(producer.Managed)).ParamName);

        void Accepts<T>(byte code, byte bits) where T : unmanaged
        {
            producer.Tensor.Dtype = new(code, bits, 1);
            using DlpackTensor<T> tensor = new(producer.Managed);
            Assert.Equal(producer.Shape[0] * 3, tensor.AsTensorSpan().FlattenedLength);
        }
    }

    [Fact]
    public void PinnedMemoryOfTheHostIsTheHosts()
    {
        using Producer producer = new();
        producer.Tensor.Device = new(DLDevice.CudaHost, 0);
        using DlpackTensor<float> tensor = new(producer.Managed);
        Assert.Equal(5, tensor.AsReadOnlyTensorSpan()[1, 2]);
    }

    [Fact]
    public void NoElementsNeedNoData()
    {
        using Producer producer = new();
        producer.Shape[0] = 0;
        producer.Tensor.Data = null;
        using DlpackTensor<float> tensor = new(producer.Managed);
        Assert.Equal([0, 3], tensor.AsTensorSpan().Lengths.ToArray());
    }

    [Fact]
    public void WhatIsReadOnlyIsNotWritten()
    {
        using Producer producer = new();
        producer.Flags = 1;
        using DlpackTensor<float> tensor = new(producer.Versioned);
        Assert.True(tensor.IsReadOnly);
        Assert.Equal(5, tensor.AsReadOnlyTensorSpan()[1, 2]);
        Assert.Contains("forbids to write", Assert.Throws<InvalidOperationException>(() => tensor.AsTensorSpan()).Message);
    }

    [Fact]
    public void ATensorOfAGpuIsAViewThere()
    {
        using Producer producer = new();
        producer.Tensor.Device = new(DLDevice.Cuda, 1);
        producer.Tensor.ByteOffset = 8;
        using DlpackTensor<float> tensor = new(producer.Managed);
        CudaDevice gpu = Gpu(1);
        using (DeviceTensor<float> view = tensor.AsDeviceTensor(gpu))
        {
            Assert.Equal((nint)producer.Tensor.Data + 8, view.Address);
            Assert.Equal([2, 3], view.Shape.ToArray());
            Assert.Equal([3, 1], [view.Stride(0), view.Stride(1)]);
            Assert.Same(gpu, view.Device);
        }

        Assert.Equal(0, producer.Released);
        Assert.Contains("GPU 1: take AsDeviceTensor", Assert.Throws<InvalidOperationException>(() => tensor.AsTensorSpan()).Message);
        ArgumentException error = Assert.Throws<ArgumentException>(() => tensor.AsDeviceTensor(Gpu(0)));
        Assert.StartsWith("gpu: the tensor is on GPU 1, not 0.", error.Message);
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.AsDeviceTensor(gpu));
        producer.Tensor.Device = new(DLDevice.Cpu, 0);
        using DlpackTensor<float> onHost = new(producer.Managed);
        Assert.Contains("take AsTensorSpan", Assert.Throws<InvalidOperationException>(() => onHost.AsDeviceTensor(gpu)).Message);
    }

    public static TheoryData<string, string> Defects => new()
    {
        { "dtype code", "expected dtype float32 for elements of Single, got int32." },
        { "dtype bits", "expected dtype float32 for elements of Single, got float64." },
        { "bfloat", "expected dtype float32 for elements of Single, got bfloat16." },
        { "lanes", "expected dtype float32 for elements of Single, got float32x4." },
        { "device", "expected memory of the CPU (1, 3) or of an NVIDIA GPU (2), got device type 10." },
        { "no axes", "expected 1 to 5 axes, got 0." },
        { "many axes", "expected 1 to 5 axes, got 6." },
        { "no shape", "expected a shape, got null." },
        { "negative length", "expected no negative length or stride, got -2 and 3 at axis 0." },
        { "negative stride", "expected no negative length or stride, got 3 and -1 at axis 1." },
        { "no data", "expected data, got null." },
        { "alignment", "expected an address that is a multiple of 4, the size of Single, got " },
        { "offset", "expected a byte offset within memory, got 18446744073709551615." },
        { "size", "the shape [9223372036854775807, 9223372036854775807] has more elements than there is memory." },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void ABadFieldIsRefusedAndTheTensorNotTaken(string defect, string message)
    {
        using Producer producer = new();
        ref DLTensor tensor = ref producer.Tensor;
        switch (defect)
        {
            case "dtype code": tensor.Dtype = new(0, 32, 1); break;
            case "dtype bits": tensor.Dtype = new(2, 64, 1); break;
            case "bfloat": tensor.Dtype = new(4, 16, 1); break;
            case "lanes": tensor.Dtype = new(2, 32, 4); break;
            case "device": tensor.Device = new(10, 0); break;
            case "no axes": tensor.Ndim = 0; break;
            case "many axes": tensor.Ndim = 6; break;
            case "no shape": tensor.Shape = null; break;
            case "negative length": producer.Shape[0] = -2; break;
            case "negative stride": producer.Strides[1] = -1; break;
            case "no data": tensor.Data = null; break;
            case "alignment": tensor.ByteOffset = 2; break;
            case "offset": tensor.ByteOffset = ulong.MaxValue; break;
            case "size":
                (producer.Shape[0], producer.Shape[1]) = (long.MaxValue, long.MaxValue);
                tensor.Strides = null;
                break;
            default: throw new InvalidOperationException(defect);
        }

        ArgumentException error = Assert.Throws<ArgumentException>(() => new DlpackTensor<float>(producer.Managed));
        Assert.StartsWith("managed: ", error.Message);
        Assert.Contains(message, error.Message);
        Assert.Equal("managed", error.ParamName);
        Assert.Throws<ArgumentException>(() => new DlpackTensor<float>(producer.Versioned));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(0, producer.Released);
    }

    [Fact]
    public void AnotherMajorVersionIsRefusedUnread()
    {
        using Producer producer = new() { Major = 2 };
        producer.Tensor = default;
        Assert.Contains("expected DLPack 1.x, got 2.1.", Assert.Throws<ArgumentException>(() => new DlpackTensor<float>(producer.Versioned)).Message);
    }

    [Fact]
    public void NullIsRefused()
    {
        Assert.Throws<ArgumentNullException>("managed", () => new DlpackTensor<float>((DLManagedTensor*)null));
        Assert.Throws<ArgumentNullException>("managed", () => new DlpackTensor<float>((DLManagedTensorVersioned*)null));
        Assert.Throws<ArgumentNullException>("tensor", () => new DlpackTensor<float>((DLTensor*)null));
    }

    [Fact]
    public void RowsThatInterleaveAreNoSpan()
    {
        using Producer producer = new();
        producer.Strides[0] = 1;
        using DlpackTensor<float> tensor = new(producer.Managed);
        Assert.Contains("a span has no strides [1, 1] for the shape [2, 3]", Assert.Throws<ArgumentException>(() => tensor.AsTensorSpan()).Message);
    }

    private static CudaDevice Gpu(int ordinal)
    {
        CudaDevice device = (CudaDevice)RuntimeHelpers.GetUninitializedObject(typeof(CudaDevice));
        typeof(CudaDevice).GetField($"<{nameof(CudaDevice.Ordinal)}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(device, ordinal);
        return device;
    }
}
