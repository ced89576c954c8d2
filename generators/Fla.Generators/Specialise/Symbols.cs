using Fla.Generators.Ir;

namespace Fla.Generators.Specialise;

/// <summary>What a template variable stands for while it is specialised.</summary>
internal abstract record Symbol;

/// <summary>A scalar, tile or mask of the program.</summary>
internal sealed record ValueSymbol(Value Value) : Symbol;

internal sealed record TensorSymbol(int Parameter, bool IsOutput, string Element) : Symbol;

internal sealed record SliceSymbol(TensorSymbol Tensor, TensorSlice Slice) : Symbol
{
    public int Ranges => Slice.Axes.Count(static a => a.IsRange);
}

internal sealed record TupleSymbol(IReadOnlyList<Symbol> Items) : Symbol;

internal sealed record BlockSymbol : Symbol;

internal sealed record VoidSymbol : Symbol;
