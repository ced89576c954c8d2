using System.Globalization;

namespace Fla.Cuda;

/// <summary>What stands in a function's body.</summary>
internal abstract record PtxStatement(int Line);

internal sealed record PtxLabel(int Line, string Name) : PtxStatement(Line);

/// <summary><c>.reg .b32 %r&lt;12&gt;;</c> or a list of names.</summary>
internal sealed record PtxRegisters(int Line, string Type, PtxRegisterName[] Names) : PtxStatement(Line);

/// <param name="Name">A register's name, or what all of them begin with.</param>
/// <param name="Count">How many there are; null for a single register.</param>
internal sealed record PtxRegisterName(string Name, int? Count);

/// <summary>A variable of a function or module: <c>.local .align 4 .b8 name[4];</c>. A parameter is one too.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Attributes">Everything before the name: <c>.local .align 4 .b8</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Length">Elements of an array, -1 for an open one; null for a scalar.</param>
/// <param name="Values">The elements of an initialiser.</param>
internal sealed record PtxVariable(int Line, string[] Attributes, string Name, long? Length, string[]? Values) : PtxStatement(Line)
{
    public int Bytes => checked((int)((Length ?? 1) * int.Parse(Attributes[^1].AsSpan(2), CultureInfo.InvariantCulture) / 8));
}

internal sealed record PtxInstruction(int Line, PtxOperand? Predicate, string Opcode, PtxOperand[] Operands) : PtxStatement(Line)
{
    public IEnumerable<string> Words => Operands.SelectMany(static o => o.Words).Concat(Predicate?.Words ?? []);
}

/// <summary>The labels of an indexed branch.</summary>
internal sealed record PtxBranchTargets(int Line, string[] Labels) : PtxStatement(Line);

/// <summary><c>.pragma "nounroll";</c>.</summary>
internal sealed record PtxPragma(int Line, string Text) : PtxStatement(Line);

internal sealed record PtxBlock(int Line, PtxStatement[] Statements) : PtxStatement(Line)
{
    /// <summary>Every statement at any depth, in order.</summary>
    public IEnumerable<PtxStatement> Deep => Statements.SelectMany(static s => s is PtxBlock inner ? inner.Deep.Prepend(inner) : [s]);
}
