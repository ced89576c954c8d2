using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fla.Interop;

namespace Fla.Tests.Interop;

/// <summary>Another library's tensor: [2, 3] floats 0 to 5, memory and structures of its own, and a count of how often it was given back.</summary>
internal sealed unsafe class Producer : IDisposable
{
    private readonly DLManagedTensor* _managed;
    private readonly DLManagedTensorVersioned* _versioned;
    private readonly int* _released;
    private readonly float* _data;
    private readonly long* _shape, _strides;

    public Producer()
    {
        _released = (int*)NativeMemory.AllocZeroed(sizeof(int));
        _data = (float*)NativeMemory.Alloc(6, sizeof(float));
        for (int i = 0; i < 6; i++)
            _data[i] = i;
        _shape = (long*)NativeMemory.Alloc(6, sizeof(long));
        _strides = (long*)NativeMemory.Alloc(6, sizeof(long));
        (_shape[0], _shape[1], _strides[0], _strides[1]) = (2, 3, 3, 1);
        Tensor = new()
        {
            Data = _data,
            Device = new(DLDevice.Cpu, 0),
            Ndim = 2,
            Dtype = new(2, 32, 1),
            Shape = _shape,
            Strides = _strides,
        };
        _managed = (DLManagedTensor*)NativeMemory.AllocZeroed((nuint)sizeof(DLManagedTensor));
        _versioned = (DLManagedTensorVersioned*)NativeMemory.AllocZeroed((nuint)sizeof(DLManagedTensorVersioned));
    }

    public DLTensor Tensor;

    public uint Major { get; set; } = 1;

    public ulong Flags { get; set; }

    public bool HasDeleter { get; set; } = true;

    public int Released => *_released;

    public Span<float> Elements => new(_data, 6);

    public Span<long> Shape => new(_shape, 6);

    public Span<long> Strides => new(_strides, 6);

    public DLManagedTensor* Managed
    {
        get
        {
            *_managed = new() { Tensor = Tensor, ManagerContext = _released, Deleter = HasDeleter ? &Release : null };
            return _managed;
        }
    }

    public DLManagedTensorVersioned* Versioned
    {
        get
        {
            *_versioned = new()
            {
                MajorVersion = Major,
                MinorVersion = 1,
                Flags = Flags,
                Tensor = Tensor,
                ManagerContext = _released,
                Deleter = HasDeleter ? &ReleaseVersioned : null,
            };
            return _versioned;
        }
    }

    public void Dispose()
    {
        foreach (nint block in (nint[])[(nint)_managed, (nint)_versioned, (nint)_released, (nint)_data, (nint)_shape, (nint)_strides])
            NativeMemory.Free((void*)block);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* managed) => ++*(int*)((DLManagedTensor*)managed)->ManagerContext;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReleaseVersioned(void* managed) => ++*(int*)((DLManagedTensorVersioned*)managed)->ManagerContext;
}
