using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fla.Interop;

/// <summary>A dense tensor as memory of elements that ONNX Runtime has a name for; pinned once.</summary>
internal sealed class PinnableTensor<T, TElement>(Tensor<T> tensor) : MemoryManager<TElement>
    where T : unmanaged
    where TElement : unmanaged
{
    private MemoryHandle _pin;

    public override Memory<TElement> Memory => CreateMemory(checked((int)tensor.FlattenedLength));

    public override Span<TElement> GetSpan() =>
        MemoryMarshal.Cast<T, TElement>(tensor.GetSpan(new nint[tensor.Rank], checked((int)tensor.FlattenedLength)));

    /// <summary>The tensor's own handle is of the array it lies in, wherever in there it begins.</summary>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        _pin = tensor.GetPinnedHandle();
        return new((TElement*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(GetSpan())) + elementIndex, pinnable: this);
    }

    public override void Unpin() => _pin.Dispose();

    protected override void Dispose(bool disposing)
    {
    }
}
