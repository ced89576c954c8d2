using System.Runtime.CompilerServices;

namespace Fla;

/// <summary>The head dimensions and choices that a call asks for, in the order of its <see cref="DispatchSpace"/>.</summary>
public readonly struct Dims : IEquatable<Dims>
{
    /// <summary>Most of them.</summary>
    public const int Most = 16;

    private readonly Values _values;

    /// <summary>The given values.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="Most"/>.</exception>
    public Dims(params ReadOnlySpan<int> values)
    {
        if (values.Length > Most)
            throw new ArgumentException($"values: expected at most {Most} head dimensions and choices, got {values.Length}.", nameof(values));
        Count = values.Length;
        values.CopyTo(_values);
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The value at an index.</summary>
    public int this[int index] => _values[index];

    /// <inheritdoc/>
    public bool Equals(Dims other) => ((ReadOnlySpan<int>)_values).SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dims other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = 17;
        for (int i = 0; i < Count; i++)
            hash = (hash * 16777619) ^ _values[i];
        return hash;
    }

    /// <summary>Whether both hold the same values.</summary>
    public static bool operator ==(Dims left, Dims right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Dims left, Dims right) => !left.Equals(right);

    [InlineArray(Most)]
    private struct Values
    {
        private int _first;
    }
}
