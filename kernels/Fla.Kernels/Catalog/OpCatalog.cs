using System.Diagnostics.CodeAnalysis;

namespace Fla;

/// <summary>The ops of this build.</summary>
public static class OpCatalog
{
    /// <summary>Every op that runs.</summary>
    public static IReadOnlyList<OpDescriptor> All { get; } =
    [
        .. Recurrences.All.Select(static r => new RecurrenceDescriptor(r)),
        new SlotDescriptor(),
        .. ChannelOps.All.Select(static o => new ChannelDescriptor(o)),
    ];

    /// <summary>Finds an op by its exact name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out OpDescriptor? op)
    {
        op = All.FirstOrDefault(candidate => candidate.Name == name);
        return op is not null;
    }
}
