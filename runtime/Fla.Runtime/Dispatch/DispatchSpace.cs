using System.Globalization;

namespace Fla;

/// <summary>One set of variants that compete for calls, and what a call's key is made of: an op, or a kernel that is launched on its own.</summary>
/// <param name="name">The op's or kernel's name.</param>
/// <param name="extent">What the extent counts, such as <c>T</c>.</param>
/// <param name="parallelism">What the parallelism counts, such as <c>N</c>.</param>
/// <param name="dims">The head dimensions and choices.</param>
public sealed class DispatchSpace(string name, string extent, string parallelism, params Dim[] dims)
{
    /// <summary>The op's or kernel's name.</summary>
    public string Name { get; } = name;

    /// <summary>What the extent of the main loop counts.</summary>
    public string Extent { get; } = extent;

    /// <summary>What the parallelism counts.</summary>
    public string Parallelism { get; } = parallelism;

    /// <summary>The head dimensions and choices.</summary>
    public IReadOnlyList<Dim> Dims { get; } = dims;

    internal string DimsText(Dims values) =>
        Dims.Count == 0 ? "-" : string.Join(',', Dims.Select((dim, i) => $"{dim.Name}={dim.Text(values[i])}"));

    internal string BucketText(WorkSize size, int threads)
    {
        WorkSize bucket = size.Bucket;
        string sizes = string.Create(CultureInfo.InvariantCulture, $"{Extent}={bucket.Extent},{Parallelism}={bucket.Parallelism}");
        return threads > 0 ? string.Create(CultureInfo.InvariantCulture, $"{sizes},threads={threads}") : sizes;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A head dimension or a choice.</summary>
/// <param name="Name">The name of the template's parameter.</param>
/// <param name="Format">How a choice's value reads; null for a number.</param>
public sealed record Dim(string Name, Func<int, string>? Format = null)
{
    /// <summary>Values of choices are looked for among the first so many.</summary>
    private const int MostChoices = 256;

    internal string Text(int value) => Format?.Invoke(value) ?? value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value that reads like this, or null.</summary>
    internal int? Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return number;
        int choice = Format is null ? -1 : Enumerable.Range(0, MostChoices).Select(Text).ToList().IndexOf(text);
        return choice < 0 ? null : choice;
    }
}
