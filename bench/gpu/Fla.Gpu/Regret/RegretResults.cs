namespace Fla.Gpu;

/// <summary>What results.py reads.</summary>
internal sealed record RegretResults
{
    public required string Device { get; init; }

    public required string Driver { get; init; }

    public required string Date { get; init; }

    /// <summary>Of the random shapes.</summary>
    public required int Seed { get; init; }

    public List<RegretRow> Rows { get; } = [];

    public void Save(string file) => ResultFile.Write(file, this);
}

/// <summary>One call: whom the cost model takes, and who wins the race.</summary>
/// <param name="Op">The op.</param>
/// <param name="Shape">Its axes.</param>
/// <param name="Element">Its element type.</param>
/// <param name="Variants">How many variants fit.</param>
internal sealed record RegretRow(string Op, string Shape, string Element, int Variants)
{
    public string? Choice { get; init; }

    /// <summary>Milliseconds of the cost model's choice.</summary>
    public double? ChoiceMs { get; init; }

    public string? Best { get; init; }

    public double? BestMs { get; init; }

    /// <summary>How many times the best variant's time the choice takes.</summary>
    public double? Regret { get; init; }

    /// <summary>Why there are no times.</summary>
    public string? Failure { get; init; }
}
