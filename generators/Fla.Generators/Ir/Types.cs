using Fla.Generators.Model;

namespace Fla.Generators.Ir;

/// <summary>The type of a value in a specialised program.</summary>
internal abstract record IrType;

internal sealed record ScalarType(ScalarKind Kind) : IrType
{
    public static readonly ScalarType Bool = new(ScalarKind.Bool);
    public static readonly ScalarType Int = new(ScalarKind.Int);
    public static readonly ScalarType Long = new(ScalarKind.Long);
    public static readonly ScalarType Float = new(ScalarKind.Float);

    public static ScalarType Of(ScalarKind kind) => kind switch
    {
        ScalarKind.Bool => Bool,
        ScalarKind.Int => Int,
        ScalarKind.Long => Long,
        _ => Float,
    };
}

/// <summary>A tile of fp32 values, or of truth values when <c>IsMask</c>.</summary>
internal sealed record TileType(int Rows, int Columns, bool IsMask = false) : IrType
{
    /// <summary>A 1×1 tile lives in a scalar local.</summary>
    public bool IsScalar => Rows == 1 && Columns == 1;

    public bool IsColumn => Columns == 1 && Rows > 1;

    public bool IsRow => Rows == 1 && Columns > 1;

    public bool IsMatrix => Rows > 1 && Columns > 1;

    public long Count => (long)Rows * Columns;

    public TileType Transposed => new(Columns, Rows, IsMask);

    public override string ToString() => $"{Rows}×{Columns}";
}
