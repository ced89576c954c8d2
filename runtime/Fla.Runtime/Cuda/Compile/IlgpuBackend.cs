using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace Fla.Cuda;

/// <summary>ILGPU as a compiler, without any of its runtime.</summary>
internal static class IlgpuBackend
{
    // One compilation at a time: a context's code generation is not meant for more.
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<PtxTarget, PTXBackend> s_backends = [];
    private static Context? s_context;
    private static int s_compiled;

    public static string Version { get; } = typeof(Context).Assembly.GetName().Version is { } version ? version.ToString(3) : "";

    public static string NameOf(MethodInfo kernel) => $"{kernel.DeclaringType?.FullName}.{kernel.Name}";

    public static string Compile(MethodInfo kernel, PtxTarget target)
    {
        lock (s_gate)
        {
            try
            {
                PTXBackend backend = BackendFor(target);
                EntryPointDescription entry = EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
                return ((PTXCompiledKernel)backend.Compile(entry, default)).PTXAssembly;
            }
            catch (Exception e) when (e is InternalCompilerException or NotSupportedException or ArgumentException or InvalidOperationException)
            {
                throw new CudaException($"{NameOf(kernel)} cannot be compiled for {target.Name}: {Root(e).Message}", e);
            }
            finally
            {
                Forget();
            }
        }
    }

    /// <summary>Inlining and registers are ptxas' business and ours; floating point stays IEEE: what may be fast and loose is inline assembly.</summary>
    private static PTXBackend BackendFor(PtxTarget target)
    {
        s_context ??= Context.Create(static b => b.Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive));
        if (!s_backends.TryGetValue(target, out PTXBackend? backend))
        {
            string[] isa = target.Isa.Split('.');
            CudaInstructionSet instructions = new(int.Parse(isa[0], null), int.Parse(isa[1], null));
            s_backends[target] = backend = new(s_context, new CudaArchitecture(target.Major, target.Minor), instructions, null!);
        }

        return backend;
    }

    /// <summary>A context keeps the code of every kernel that it compiled: hundreds of megabytes for a suite of variants.</summary>
    private static void Forget()
    {
        if (++s_compiled % 32 == 0)
            s_context?.ClearCache(ClearCacheMode.Everything);
    }

    private static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;
}
