namespace Fla.Cli;

/// <summary>Finds an op by name, or says what is wrong with the name.</summary>
internal static class OpName
{
    public static OpDescriptor Find(string name)
    {
        if (OpCatalog.TryFind(name, out OpDescriptor? op))
            return op;
        string[] known = [.. OpCatalog.All.Select(o => o.Name)];
        throw IsPlanned(name)
            ? new CliException($"op '{name}' is not in this build yet: there is {string.Join(", ", known)}")
            : CliException.Unknown("op", name, known);
    }

    public static bool IsPlanned(string name) => OpCatalog.Planned.Contains(name, StringComparer.Ordinal);
}
