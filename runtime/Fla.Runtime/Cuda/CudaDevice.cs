using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Fla.Cuda;

/// <summary>A GPU. Its primary context is used, the one that other CUDA libraries of the process use too, so addresses can be shared with them.</summary>
public sealed unsafe class CudaDevice
{
    private static readonly Lazy<CudaDevice[]> s_all = new(List);
    private readonly Lock _gate = new();
    private volatile nint _context, _pool;

    private CudaDevice(int ordinal)
    {
        Ordinal = ordinal;
        CudaCheck.Ok(CudaNative.DeviceGet(out int handle, ordinal), "cuDeviceGet");
        Handle = handle;
        byte* name = stackalloc byte[256];
        CudaCheck.Ok(CudaNative.DeviceGetName(name, 256, handle), "cuDeviceGetName");
        Name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        CudaCheck.Ok(CudaNative.DeviceTotalMem(out nuint bytes, handle), "cuDeviceTotalMem");
        MemoryBytes = (long)bytes;
        Major = Attribute(CudaDeviceAttribute.ComputeCapabilityMajor);
        Minor = Attribute(CudaDeviceAttribute.ComputeCapabilityMinor);
        Multiprocessors = Attribute(CudaDeviceAttribute.MultiprocessorCount);
        SharedBytesPerBlock = Attribute(CudaDeviceAttribute.MaxSharedMemoryPerBlockOptIn);
        SharedBytesPerMultiprocessor = Attribute(CudaDeviceAttribute.MaxSharedMemoryPerMultiprocessor);
        RegistersPerMultiprocessor = Attribute(CudaDeviceAttribute.MaxRegistersPerMultiprocessor);
        ThreadsPerMultiprocessor = Attribute(CudaDeviceAttribute.MaxThreadsPerMultiprocessor);
        Limits = new(Multiprocessors, SharedBytesPerBlock, SharedBytesPerMultiprocessor, Attribute(CudaDeviceAttribute.MaxThreadsPerBlock), ThreadsPerMultiprocessor)
        {
            HasStreamMemory = Attribute(CudaDeviceAttribute.MemoryPoolsSupported) != 0,
        };
        L2Bytes = Attribute(CudaDeviceAttribute.L2CacheSize);
    }

    /// <summary>The GPUs that this process sees; none where there is no driver.</summary>
    public static IReadOnlyList<CudaDevice> All => s_all.Value;

    /// <summary>Why there are no GPUs; null when there are.</summary>
    public static string? Unavailable =>
        !CudaSwitch.IsSupported ? CudaSwitch.Unsupported().Message
        : CudaLibrary.Missing ?? (All.Count == 0 ? "The NVIDIA driver sees no GPU: check CUDA_VISIBLE_DEVICES and nvidia-smi." : null);

    /// <summary>Its place in <see cref="All"/>.</summary>
    public int Ordinal { get; }

    /// <summary>The maker's name.</summary>
    public string Name { get; }

    /// <summary>9 of <c>sm_90</c>.</summary>
    public int Major { get; }

    /// <summary>0 of <c>sm_90</c>.</summary>
    public int Minor { get; }

    /// <summary><c>sm_90</c>.</summary>
    public string Architecture => string.Create(CultureInfo.InvariantCulture, $"sm_{Major}{Minor}");

    /// <summary>Streaming multiprocessors.</summary>
    public int Multiprocessors { get; }

    /// <summary>Most shared memory of a block, in bytes.</summary>
    public int SharedBytesPerBlock { get; }

    /// <summary>Shared memory of a multiprocessor, in bytes.</summary>
    public int SharedBytesPerMultiprocessor { get; }

    /// <summary>32-bit registers of a multiprocessor.</summary>
    public int RegistersPerMultiprocessor { get; }

    /// <summary>Most threads of a multiprocessor.</summary>
    public int ThreadsPerMultiprocessor { get; }

    /// <summary>What it can give kernels.</summary>
    public CudaLimits Limits { get; }

    /// <summary>Memory, in bytes.</summary>
    public long MemoryBytes { get; }

    /// <summary>Level-2 cache, in bytes.</summary>
    public int L2Bytes { get; }

    /// <summary>Memory that nobody uses now, in bytes.</summary>
    /// <exception cref="CudaException">The driver refused.</exception>
    public long FreeBytes
    {
        get
        {
            MakeCurrent();
            CudaCheck.Ok(CudaNative.MemoryInfo(out nuint free, out _), "cuMemGetInfo");
            return (long)free;
        }
    }

    internal int Handle { get; }

    /// <summary>Where memory of streams comes from: a pool of its own, so that nobody else's settings change.</summary>
    internal nint Pool => _pool is not 0 and var pool ? pool : MakePool();

    /// <summary>A GPU by its number.</summary>
    /// <exception cref="CudaException">There is none.</exception>
    public static CudaDevice Open(int ordinal = 0)
    {
        if (Unavailable is { } reason)
            throw new CudaException(reason);
        return (uint)ordinal < (uint)All.Count ? All[ordinal] : throw new CudaException($"There is no GPU {ordinal}: this process sees {All.Count}.");
    }

    /// <summary>What to compile for.</summary>
    /// <param name="specific">Also instructions that only this architecture has: <c>sm_90a</c>.</param>
    public PtxTarget Target(bool specific = false) => PtxTarget.Parse(specific ? Architecture + "a" : Architecture);

    /// <summary>As a part of keys.</summary>
    public Device ToDevice() => CudaNames.DeviceOf(Name, Architecture, Multiprocessors, MemoryBytes);

    /// <summary>What compiles for it, as a part of keys.</summary>
    public Toolchain ToToolchain(bool specific = false) =>
        Toolchain.Cpu with { Ilgpu = CudaCompiler.Version, Driver = CudaVersions.Driver, PtxIsa = Target(specific).Isa };

    /// <summary>Makes the calling thread's driver calls go to this GPU.</summary>
    /// <exception cref="CudaException">The driver refused.</exception>
    public void MakeCurrent() => CudaCheck.Ok(CudaNative.ContextSetCurrent(_context is not 0 and var context ? context : Retain()), "cuCtxSetCurrent");

    /// <summary>Waits for all work of this GPU.</summary>
    /// <exception cref="CudaException">A kernel failed.</exception>
    public void Synchronize()
    {
        MakeCurrent();
        CudaCheck.Ok(CudaNative.ContextSynchronize(), "cuCtxSynchronize");
    }

    /// <summary>Name and architecture.</summary>
    public override string ToString() => $"{Name} ({Architecture})";

    /// <summary>Kept until the process ends: others may use it.</summary>
    private nint Retain()
    {
        lock (_gate)
        {
            if (_context == 0)
            {
                CudaCheck.Ok(CudaNative.PrimaryContextRetain(out nint context, Handle), $"the context of {Name}");
                _context = context;
            }

            return _context;
        }
    }

    private nint MakePool()
    {
        lock (_gate)
        {
            if (_pool == 0)
            {
                CudaCheck.Ok(CudaNative.PoolCreate(out nint pool, new CudaPoolProperties(Handle)), "cuMemPoolCreate");
                // By default the pool gives everything back whenever somebody waits for a stream.
                CudaCheck.Ok(CudaNative.PoolSetAttribute(pool, CudaPoolAttribute.ReleaseThreshold, ulong.MaxValue), "cuMemPoolSetAttribute");
                _pool = pool;
            }

            return _pool;
        }
    }

    private static CudaDevice[] List()
    {
        if (!CudaSwitch.IsSupported || CudaLibrary.Missing is not null || CudaNative.DeviceGetCount(out int count) != 0)
            return [];
        return [.. Enumerable.Range(0, count).Select(static i => new CudaDevice(i))];
    }

    private int Attribute(CudaDeviceAttribute attribute)
    {
        CudaCheck.Ok(CudaNative.DeviceGetAttribute(out int value, attribute, Handle), "cuDeviceGetAttribute");
        return value;
    }
}
