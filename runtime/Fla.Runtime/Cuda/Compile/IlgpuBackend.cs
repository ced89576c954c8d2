using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace Fla.Cuda;

/// <summary>ILGPU as a compiler, without any of its runtime.</summary>
internal sealed class IlgpuBackend
{
    // A context compiles one kernel at a time: its code generation is not meant for more. So there are as many as threads that compile at once.
    private static readonly ConcurrentBag<IlgpuBackend> s_idle = [];

    private readonly Dictionary<PtxTarget, PTXBackend> _backends = [];
    private readonly Context _context;

    private IlgpuBackend() =>
        // Inlining and registers are ptxas' business and ours; floating point stays IEEE: what may be fast and loose is inline assembly.
        _context = Context.Create(static b => b.Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive));

    public static string Version { get; } = typeof(Context).Assembly.GetName().Version is { } version ? version.ToString(3) : "";

    public static string NameOf(MethodInfo kernel) => $"{kernel.DeclaringType?.FullName}.{kernel.Name}";

    public static string Compile(MethodInfo kernel, PtxTarget target)
    {
        IlgpuBackend backend = s_idle.TryTake(out IlgpuBackend? idle) ? idle : new();
        try
        {
            EntryPointDescription entry = EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
            return ((PTXCompiledKernel)backend.For(target).Compile(entry, default)).PTXAssembly;
        }
        catch (Exception e) when (e is InternalCompilerException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new CudaException($"{NameOf(kernel)} cannot be compiled for {target.Name}: {Root(e).Message}", e);
        }
        finally
        {
            // What was compiled before shows in what is compiled next, and stays: hundreds of megabytes for a suite of variants.
            backend._context.ClearCache(ClearCacheMode.Everything);
            s_idle.Add(backend);
        }
    }

    private PTXBackend For(PtxTarget target)
    {
        if (!_backends.TryGetValue(target, out PTXBackend? backend))
        {
            string[] isa = target.Isa.Split('.');
            CudaInstructionSet instructions = new(int.Parse(isa[0], null), int.Parse(isa[1], null));
            _backends[target] = backend = new(_context, new CudaArchitecture(target.Major, target.Minor), instructions, null!);
        }

        return backend;
    }

    private static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;
}
