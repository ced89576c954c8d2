using System.Runtime.CompilerServices;

namespace Fla;

/// <summary>One number for each of up to five axes, held inline.</summary>
[InlineArray(Count)]
internal struct Axes
{
    public const int Count = 5;

    private long _first;
}
