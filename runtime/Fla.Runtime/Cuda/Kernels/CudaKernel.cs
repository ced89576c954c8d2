namespace Fla.Cuda;

/// <summary>A kernel that is loaded on a GPU. Launches may come from any thread.</summary>
public sealed unsafe class CudaKernel : IDisposable
{
    private readonly nint _module;
    private readonly nint _function;
    private bool _disposed;

    private CudaKernel(CudaDevice device, CudaKernelSource source, CudaBinary binary, nint module, nint function)
    {
        (Device, Source, Ptx, AssemblerLog, _module, _function) = (device, source, binary.Ptx, binary.Log, module, function);
        Registers = Attribute(CudaFunctionAttribute.Registers);
        LocalBytes = Attribute(CudaFunctionAttribute.LocalSizeBytes);
        StaticSharedBytes = Attribute(CudaFunctionAttribute.SharedSizeBytes);
        MaxThreads = Attribute(CudaFunctionAttribute.MaxThreadsPerBlock);
    }

    /// <summary>The GPU.</summary>
    public CudaDevice Device { get; }

    /// <summary>What it was loaded from.</summary>
    public CudaKernelSource Source { get; }

    /// <summary>Its PTX.</summary>
    public PtxKernel Ptx { get; }

    /// <summary>What the driver's assembler said of it.</summary>
    public string AssemblerLog { get; }

    /// <summary>Registers of a thread.</summary>
    public int Registers { get; }

    /// <summary>Local memory of a thread, in bytes: spilled registers and arrays.</summary>
    public int LocalBytes { get; }

    /// <summary>Shared memory beside the dynamic, in bytes.</summary>
    public int StaticSharedBytes { get; }

    /// <summary>Most threads of a block.</summary>
    public int MaxThreads { get; }

    /// <summary>Loads a kernel, from the cache when that has it. Takes a second when it must be compiled, milliseconds when not.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="source">The kernel.</param>
    /// <param name="cache">Where compiled code is kept; null compiles.</param>
    /// <exception cref="CudaException">It cannot be compiled, or needs more than the GPU has or the plan allows.</exception>
    public static CudaKernel Load(CudaDevice device, CudaKernelSource source, CudaCache? cache)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(source);
        PtxTarget target = device.Target(source.Specific);
        Version newest = CudaVersions.NewestIsa(CudaVersions.Cuda);
        if (Version.Parse(target.Isa) > newest)
            throw new CudaException($"{source.Id} needs PTX {target.Isa} for {target.Name}; this driver compiles up to {newest}: update the driver.");
        return Open(device, source, CudaBinaries.Get(device, source, target, cache));
    }

    /// <summary>Loads PTX as it is, for experiments.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static CudaKernel LoadPtx(CudaDevice device, CudaKernelSource source, PtxKernel ptx)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(ptx);
        return Open(device, source, CudaBinaries.Link(device, ptx));
    }

    /// <summary>Launches a kernel of one parameter. Nobody waits; nothing is allocated.</summary>
    /// <param name="grid">Blocks along each axis; none is no launch.</param>
    /// <param name="stream">The order of work.</param>
    /// <param name="arguments">The parameter, copied before this returns.</param>
    /// <exception cref="ArgumentException">The kernel has several parameters, or one of another size.</exception>
    /// <exception cref="CudaException">The driver refused, or a kernel before it failed.</exception>
    public void Launch<T>(Grid grid, CudaStream stream, in T arguments) where T : unmanaged
    {
        if (Ptx.ArgumentBytes != sizeof(T))
            throw new ArgumentException($"{Source.Id} takes {Ptx.ArgumentBytes} bytes; {typeof(T).Name} has {sizeof(T)}. Pass its own structure, or the addresses of several parameters.", nameof(arguments));
        fixed (T* pointer = &arguments)
        {
            void* parameter = pointer;
            Launch(grid, stream, &parameter);
        }
    }

    /// <summary>Launches a kernel of several parameters.</summary>
    /// <param name="grid">Blocks along each axis; none is no launch.</param>
    /// <param name="stream">The order of work.</param>
    /// <param name="parameters">The address of each parameter, in order; they are copied before this returns.</param>
    /// <inheritdoc cref="Launch{T}" path="/exception"/>
    public void Launch(Grid grid, CudaStream stream, void** parameters)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (grid.X <= 0 || grid.Y <= 0 || grid.Z <= 0)
            return;
        Device.MakeCurrent();
        int code = CudaNative.LaunchKernel(
            _function, (uint)grid.X, (uint)grid.Y, (uint)grid.Z, (uint)Source.Threads, 1, 1, (uint)Source.SharedBytes, stream.Handle, parameters, null);
        if (code != 0)
            throw CudaCheck.Failure(code, $"launch of {Source.Id}, {grid}, {Source.Threads} threads, {Source.SharedBytes} bytes of shared memory", "");
    }

    /// <summary>Unloads it; no launch may be under way.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.ModuleUnload(_module), "cuModuleUnload");
    }

    private static CudaKernel Open(CudaDevice device, CudaKernelSource source, CudaBinary binary)
    {
        device.MakeCurrent();
        nint module;
        fixed (byte* image = binary.Cubin)
            CudaCheck.Ok(CudaNative.ModuleLoadData(out module, image), $"loading {source.Id}");
        try
        {
            CudaCheck.Ok(CudaNative.ModuleGetFunction(out nint function, module, binary.Ptx.Entry), $"{binary.Ptx.Entry} of {source.Id}");
            CudaKernel kernel = new(device, source, binary, module, function);
            CudaResources.Check(kernel);
            if (source.SharedBytes > 0)
                CudaCheck.Ok(CudaNative.FunctionSetAttribute(function, CudaFunctionAttribute.MaxDynamicSharedSizeBytes, source.SharedBytes), $"{source.SharedBytes} bytes of shared memory for {source.Id}");
            return kernel;
        }
        catch
        {
            _ = CudaNative.ModuleUnload(module);
            throw;
        }
    }

    private int Attribute(CudaFunctionAttribute attribute)
    {
        CudaCheck.Ok(CudaNative.FunctionGetAttribute(out int value, attribute, _function), "cuFuncGetAttribute");
        return value;
    }
}
