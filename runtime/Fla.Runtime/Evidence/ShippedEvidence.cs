using System.Reflection;

namespace Fla.Tuning;

/// <summary>Evidence that an assembly brings along: the embedded resource <see cref="LockFile.Name"/>.</summary>
public static class ShippedEvidence
{
    /// <summary>A store of it; empty where there is none.</summary>
    public static IEvidenceStore From(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        string name = $"{assembly.GetName().Name}/{LockFile.Name}";
        using Stream? resource = assembly.GetManifestResourceStream(LockFile.Name);
        if (resource is null)
            return new MemoryStore(name);
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new LockFileStore(name, bytes, EvidenceOrigin.Shipped);
    }
}
