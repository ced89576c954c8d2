using System.Runtime.InteropServices;

namespace Fla.Interop;

/// <summary>DLPack's <c>DLManagedTensorVersioned</c>, from version 1.0 on: what a capsule named <c>dltensor_versioned</c> points to.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct DLManagedTensorVersioned
{
    /// <summary>Where it differs from 1, fields after <see cref="Deleter"/> are not what they are here.</summary>
    public uint MajorVersion;

    /// <summary>Does not matter to readers.</summary>
    public uint MinorVersion;

    /// <summary>The producer's own.</summary>
    public void* ManagerContext;

    /// <summary>Takes a pointer to this structure and frees both; null when there is nothing to free.</summary>
    public delegate* unmanaged[Cdecl]<void*, void> Deleter;

    /// <summary>Bit 0: the tensor must not be written.</summary>
    public ulong Flags;

    /// <summary>The tensor.</summary>
    public DLTensor Tensor;
}
