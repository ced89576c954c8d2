using System.Runtime.CompilerServices;

namespace Fla;

/// <summary>The lengths of axes by their letters, as the tensors of a call agree on them.</summary>
internal struct ChannelAxes
{
    private const int MostLeading = 3;

    private Lengths _known;
    private Leading _leading;
    private int _leadingCount;

    public ChannelAxes()
    {
        for (int i = 0; i < 26; i++)
            _known[i] = -1;
        _leadingCount = -1;
    }

    /// <summary>The length of an axis; 1 where no tensor has it.</summary>
    public readonly long this[char axis] => Math.Max(_known[axis - 'A'], -1) is >= 0 and var length ? length : 1;

    /// <summary>Takes a length that follows from something else.</summary>
    public void Set(char axis, long length) => _known[axis - 'A'] = length;

    /// <summary>Whether a tensor's lengths agree with what is known, which then includes them.</summary>
    public bool Bind(string axes, ReadOnlySpan<nint> lengths)
    {
        bool star = axes[0] == '*';
        int leading = star ? lengths.Length - (axes.Length - 1) : 0, at = star ? 1 : 0;
        if (leading is < 0 or > MostLeading || lengths.Length - leading != axes.Length - at || star && _leadingCount >= 0 && leading != _leadingCount)
            return false;
        for (int i = 0; i < leading; i++)
        {
            if (lengths[i] > int.MaxValue || _leadingCount >= 0 && lengths[i] != _leading[i])
                return false;
            _leading[i] = lengths[i];
        }

        if (star)
            _leadingCount = leading;
        for (int i = leading; i < lengths.Length; i++)
        {
            int axis = axes[i - leading + at] - 'A';
            if (lengths[i] > int.MaxValue || _known[axis] >= 0 && _known[axis] != lengths[i])
                return false;
            _known[axis] = lengths[i];
        }

        return true;
    }

    /// <summary>The lengths of a tensor whose axes are all known.</summary>
    public readonly nint[] Of(string axes)
    {
        List<nint> lengths = [];
        foreach (char axis in axes)
        {
            for (int i = 0; axis == '*' && i < _leadingCount; i++)
                lengths.Add((nint)_leading[i]);
            if (axis != '*')
                lengths.Add((nint)this[axis]);
        }

        return [.. lengths];
    }

    /// <summary>Axes with the lengths that are known: <c>[1, 100, D]</c>.</summary>
    public readonly string Text(string axes)
    {
        List<string> lengths = [];
        foreach (char axis in axes)
        {
            for (int i = 0; axis == '*' && i < _leadingCount; i++)
                lengths.Add($"{_leading[i]}");
            if (axis == '*' && _leadingCount < 0)
                lengths.Add("up to three axes");
            if (axis != '*')
                lengths.Add(_known[axis - 'A'] >= 0 ? $"{_known[axis - 'A']}" : $"{axis}");
        }

        return $"[{string.Join(", ", lengths)}]";
    }

    [InlineArray(26)]
    private struct Lengths
    {
        private long _first;
    }

    [InlineArray(MostLeading)]
    private struct Leading
    {
        private long _first;
    }
}
