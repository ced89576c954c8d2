using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fla.Tuning;

/// <summary>
/// Assemblies with kernels that the program refers to but has not used yet: .NET loads an assembly at its first use, and only then does it
/// register its kernels and tunables.
/// </summary>
internal static class KernelAssemblies
{
    private static readonly Lock Gate = new();
    private static bool s_loaded;

    /// <summary>Loads them, once.</summary>
    public static void Load()
    {
        lock (Gate)
        {
            if (s_loaded)
                return;
            s_loaded = true;
            Queue<Assembly> users = new(AppDomain.CurrentDomain.GetAssemblies().Where(static a => !a.IsDynamic && UsesKernels(a)));
            HashSet<string> seen = [.. users.Select(static a => a.FullName!)];
            while (users.TryDequeue(out Assembly? user))
            {
                foreach (AssemblyName name in References(user).Where(name => !IsFrameworks(name) && seen.Add(name.FullName)))
                {
                    if (TryLoad(name) is not { } assembly || !UsesKernels(assembly))
                        continue;
                    RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
                    users.Enqueue(assembly);
                }
            }
        }
    }

    private static bool UsesKernels(Assembly assembly) => References(assembly).Any(static r => r.Name == typeof(KernelAssemblies).Assembly.GetName().Name);

    private static bool IsFrameworks(AssemblyName name) =>
        name.Name is null or "netstandard" or "mscorlib" || name.Name.StartsWith("System.", StringComparison.Ordinal) || name.Name.StartsWith("Microsoft.", StringComparison.Ordinal);

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What trimming removed has no kernels that the program calls.")]
    private static AssemblyName[] References(Assembly assembly) => assembly.GetReferencedAssemblies();

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null;
        }
    }
}
