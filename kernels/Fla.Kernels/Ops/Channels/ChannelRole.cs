namespace Fla;

/// <summary>A tensor that an op over channels reads or writes.</summary>
/// <param name="Name">What callers call it.</param>
/// <param name="Key">Its name in files.</param>
/// <param name="Axes">One letter an axis; equal letters have equal lengths, and a star stands for up to three axes of any length.</param>
/// <param name="Remedy">What a wrong shape should have been.</param>
internal sealed record ChannelRole(string Name, string Key, string Axes, string Remedy)
{
    /// <summary>Whether it may be left out.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The axes as people read them: <c>[B, T, D]</c>.</summary>
    public string Text => $"[{string.Join(", ", Axes.Select(static a => a == '*' ? "…" : $"{a}"))}]";
}
