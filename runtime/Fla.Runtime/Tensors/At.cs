namespace Fla;

/// <summary>One axis of a tensor's indexer: a single index or a range. Written as an <see cref="int"/>, <c>^n</c> or <c>lo..hi</c>.</summary>
public readonly struct At
{
    private readonly Range _range;
    private readonly int _index;

    private At(Range range) => (_range, IsRange) = (range, true);

    private At(int index, bool fromEnd) => (_index, FromEnd) = (index, fromEnd);

    /// <summary>A single index from the axis's start; the axis disappears.</summary>
    public static implicit operator At(int index) => new(index, false);

    /// <summary>A single index, possibly from the axis's end; the axis disappears.</summary>
    public static implicit operator At(Index index) => new(index.Value, index.IsFromEnd);

    /// <summary>A range, clipped to the axis.</summary>
    public static implicit operator At(Range range) => new(range);

    internal bool IsRange { get; }

    private bool FromEnd { get; }

    internal long IndexOn(int axis, long length)
    {
        long index = FromEnd ? length - _index : _index;
        if (index < 0 || index >= length)
            throw new ArgumentOutOfRangeException($"axis {axis}", this, $"Index {this} is outside axis {axis} of length {length}.");
        return index;
    }

    internal (long Start, long Count) RangeOn(long length)
    {
        long start = Math.Clamp(Position(_range.Start, length), 0, length);
        long end = Math.Clamp(Position(_range.End, length), start, length);
        return (start, end - start);
    }

    /// <summary>As written in C#: <c>3</c>, <c>^1</c> or <c>2..^1</c>.</summary>
    public override string ToString() => IsRange ? _range.ToString() : FromEnd ? $"^{_index}" : $"{_index}";

    private static long Position(Index index, long length) => index.IsFromEnd ? length - index.Value : index.Value;
}
