using System.Runtime.InteropServices;

namespace Fla.Interop;

/// <summary>DLPack's <c>DLManagedTensor</c>: what a capsule named <c>dltensor</c> points to.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct DLManagedTensor
{
    /// <summary>The tensor.</summary>
    public DLTensor Tensor;

    /// <summary>The producer's own.</summary>
    public void* ManagerContext;

    /// <summary>Takes a pointer to this structure and frees both; null when there is nothing to free.</summary>
    public delegate* unmanaged[Cdecl]<void*, void> Deleter;
}
