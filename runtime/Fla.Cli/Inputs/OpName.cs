namespace Fla.Cli;

/// <summary>Finds an op by name, or says what is wrong with the name.</summary>
internal static class OpName
{
    public static OpDescriptor Find(string name) => OpCatalog.TryFind(name, out OpDescriptor? op)
        ? op
        : throw CliException.Unknown("op", name, [.. OpCatalog.All.Select(o => o.Name)]);
}
