using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Fla.Cuda;

/// <summary>For emitted launchers: a tensor as kernels read it, field by field like the structure that is emitted beside them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StructLayout(LayoutKind.Sequential)]
public readonly unsafe struct CudaArgument
{
    private readonly long _address;
    private readonly Axes _shape;
    private readonly Axes _strides;

    private CudaArgument(void* data, in Layout layout) => (_address, _shape, _strides) = ((long)data, layout.Shape, layout.Strides);

    /// <summary>A tensor that is read.</summary>
    public static CudaArgument Of<T>(in In<T> tensor) where T : unmanaged => new(tensor.Data, tensor.Layout);

    /// <summary>A tensor that is written.</summary>
    public static CudaArgument Of<T>(in Out<T> tensor) where T : unmanaged => new(tensor.Data, tensor.Layout);
}
