namespace Fla.Tuning;

/// <summary>What can be tuned in this process.</summary>
public static class Tunables
{
    private static readonly Lock Gate = new();
    private static Tunable[] s_all = [];

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Tunable> All => s_all;

    /// <summary>Adds one; a second one of the same name replaces the first.</summary>
    public static void Register(Tunable tunable)
    {
        ArgumentNullException.ThrowIfNull(tunable);
        lock (Gate)
            s_all = [.. s_all.Where(t => t.Name != tunable.Name).Append(tunable).OrderBy(static t => t.Name, StringComparer.Ordinal)];
    }

    /// <summary>The one with a name, or null.</summary>
    public static Tunable? Find(string name) => s_all.FirstOrDefault(t => t.Name == name);
}
