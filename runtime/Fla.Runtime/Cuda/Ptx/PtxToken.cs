namespace Fla.Cuda;

internal enum PtxTokenKind
{
    /// <summary>An opcode, directive, register, name or number: <c>ld.local.b32</c>, <c>.reg</c>, <c>%tid.x</c>, <c>0f3F800000</c>.</summary>
    Word,
    Text,
    Mark,
    End,
}

internal readonly record struct PtxToken(PtxTokenKind Kind, string Text, int Line)
{
    public bool Is(char mark) => Kind == PtxTokenKind.Mark && Text[0] == mark;

    public bool IsWord => Kind == PtxTokenKind.Word;

    public bool IsDirective => IsWord && Text[0] == '.';
}
