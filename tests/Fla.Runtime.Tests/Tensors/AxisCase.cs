namespace Fla.Tests;

internal sealed record AxisCase(int Length, int Gap, bool IsRange, Index Lo, Index Hi, int AnyIndex)
{
    public int Index => AnyIndex % Length;

    public int First => Clip(Lo);

    public int Count => Math.Max(0, Clip(Hi) - First);

    public At At => IsRange ? Lo..Hi : AnyIndex < 50 ? Index : new Index(Length - Index, fromEnd: true);

    private int Clip(Index index) => Math.Min(Length, Math.Max(0, index.IsFromEnd ? Length - index.Value : index.Value));
}
