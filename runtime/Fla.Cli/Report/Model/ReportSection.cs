namespace Fla.Cli;

/// <summary>One op in one element type at one place: what is shown together, since its times can be compared.</summary>
internal sealed class ReportSection(string name, IReadOnlyList<string> ops, string element, Place place, IReadOnlyList<Column> columns)
{
    /// <summary>The op, or the kernels and choices that raced where this build has no such op.</summary>
    public string Name => name;

    /// <summary>The ops of this build that pose such problems; empty when there are none.</summary>
    public IReadOnlyList<string> Ops => ops;

    public string Element => element;

    public Place Place => place;

    /// <summary>What was measured, what a reader compares side by side.</summary>
    public IReadOnlyList<Column> Columns { get; } = [.. columns.OrderBy(c => c.Shape)];

    public bool IsOfThisBuild => ops.Count > 0;
}
