using System.Runtime.InteropServices;

namespace Fla.Interop;

/// <summary>DLPack's <c>DLTensor</c>: memory and how to read it, owned by somebody else.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct DLTensor
{
    /// <summary>The memory, in which the tensor begins after <see cref="ByteOffset"/>.</summary>
    public void* Data;

    /// <summary>Where it is.</summary>
    public DLDevice Device;

    /// <summary>The number of axes.</summary>
    public int Ndim;

    /// <summary>The type of its elements.</summary>
    public DLDataType Dtype;

    /// <summary>The length of each axis.</summary>
    public long* Shape;

    /// <summary>The distance between neighbours along each axis, in elements; null where the tensor is row-major without gaps.</summary>
    public long* Strides;

    /// <summary>From <see cref="Data"/> to the first element.</summary>
    public ulong ByteOffset;
}
