namespace Fla.Gpu;

/// <summary>What results.py reads.</summary>
internal sealed record BenchResults
{
    public required string Device { get; init; }

    public required string Driver { get; init; }

    public required string Toolchain { get; init; }

    public required string Date { get; init; }

    /// <summary>Copying 1 GB on the device, in TB/s of what is read and written.</summary>
    public required double CopyTBs { get; init; }

    /// <summary>Between two events with nothing between them.</summary>
    public required BenchTime Nothing { get; init; }

    public FirstOp? FirstCall { get; init; }

    public List<BenchRow> Rows { get; } = [];

    public List<ProductRow> Products { get; } = [];

    public void Save(string file) => ResultFile.Write(file, this);
}

/// <summary>A kernel at a shape.</summary>
internal sealed record BenchRow(string Op, int B, int T, int H, int D, string Kernel)
{
    public int? Registers { get; init; }

    public int? LocalBytes { get; init; }

    /// <summary>How many segments each sequence was cut into.</summary>
    public int? Segments { get; init; }

    /// <summary>The larger relative error of the two results of a small call; none when they had NaN.</summary>
    public double? Error { get; init; }

    /// <summary>As launched one by one.</summary>
    public BenchTime? Called { get; init; }

    /// <summary>As replayed from a graph.</summary>
    public BenchTime? Graph { get; init; }

    /// <summary>Why there are no times.</summary>
    public string? Failure { get; init; }
}

/// <summary>A variant of the matrix product at a shape.</summary>
internal sealed record ProductRow(int M, int N, int K, string Kernel)
{
    public int? Registers { get; init; }

    public int? LocalBytes { get; init; }

    /// <summary>Relative, of some rows.</summary>
    public double? Error { get; init; }

    public BenchTime? Called { get; init; }

    /// <summary>10¹² operations a second.</summary>
    public double? Teraflops { get; init; }

    /// <summary>Why there are no times.</summary>
    public string? Failure { get; init; }
}
