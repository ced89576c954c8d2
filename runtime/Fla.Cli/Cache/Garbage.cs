using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Entries that can decide nothing any more.</summary>
internal sealed class Garbage(TimeSpan age, bool rejected, bool others)
{
    private readonly HashSet<string> kernels = [.. KernelRegistry.Tables.Select(t => t.Name)];
    private readonly HashSet<string> toolchains = [.. Machine.All.Select(m => m.Toolchain.ToString())];
    private readonly DateTimeOffset now = DateTimeOffset.UtcNow;

    /// <summary>Why an entry goes; null for one that stays.</summary>
    public string? Why(Evidence entry)
    {
        if (entry.Rejection is not null && !rejected)
            return null;
        if (!kernels.Contains(entry.Kernel))
            return others ? "a kernel of another program" : null;
        if (!Build.Has(entry))
            return "code that this build does not have";
        return !toolchains.Contains(entry.Site.Toolchain) && now - entry.When > age ? "an old toolchain" : null;
    }
}
