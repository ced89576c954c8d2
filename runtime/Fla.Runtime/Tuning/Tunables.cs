using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Fla.Tuning;

/// <summary>What can be tuned in this process.</summary>
public static class Tunables
{
    private static readonly Lock Gate = new();
    private static Tunable[] s_all = [];

    /// <summary>All of them, by name: also those of assemblies that the program refers to and has not used yet.</summary>
    public static IReadOnlyList<Tunable> All
    {
        get
        {
            KernelAssemblies.Load();
            return s_all;
        }
    }

    /// <summary>Adds one; a second one of the same name replaces the first.</summary>
    public static void Register(Tunable tunable)
    {
        ArgumentNullException.ThrowIfNull(tunable);
        lock (Gate)
            s_all = [.. s_all.Where(t => t.Name != tunable.Name).Append(tunable).OrderBy(static t => t.Name, StringComparer.Ordinal)];
    }

    /// <summary>The one with a name, or null.</summary>
    public static Tunable? Find(string name) => s_all.FirstOrDefault(t => t.Name == name) ?? All.FirstOrDefault(t => t.Name == name);

    /// <summary>
    /// Loads an assembly that is no part of this program, and what it needs from its folder, and runs its module initializer: its kernels
    /// and tunables are then registered. An assembly that the program has is taken from there.
    /// </summary>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="BadImageFormatException">It is no assembly.</exception>
    [RequiresUnreferencedCode("The assembly is not known when the program is trimmed.")]
    public static Assembly Load(string path)
    {
        string file = Path.GetFullPath(path);
        AssemblyName name = AssemblyName.GetAssemblyName(file);
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            AssemblyDependencyResolver folder = new(file);
            AssemblyLoadContext.Default.Resolving += (context, needed) =>
                folder.ResolveAssemblyToPath(needed) is { } found ? context.LoadFromAssemblyPath(found) : null;
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, needed) =>
                folder.ResolveUnmanagedDllToPath(needed) is { } found ? System.Runtime.InteropServices.NativeLibrary.Load(found) : 0;
            assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
        }

        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return assembly;
    }
}
