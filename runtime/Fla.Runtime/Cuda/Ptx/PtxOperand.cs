namespace Fla.Cuda;

/// <summary>What an instruction names.</summary>
internal abstract record PtxOperand
{
    /// <summary>All words in it, registers of addresses and vectors too.</summary>
    public abstract IEnumerable<string> Words { get; }

    public abstract PtxOperand Rename(Func<string, string> name);
}

/// <summary>A register, number, label or name.</summary>
internal sealed record PtxWord(string Text) : PtxOperand
{
    public override IEnumerable<string> Words => [Text];

    public override PtxOperand Rename(Func<string, string> name) => name(Text) is var other && other == Text ? this : new PtxWord(other);

    public override string ToString() => Text;
}

/// <summary><c>!%p1</c>.</summary>
internal sealed record PtxNot(PtxOperand Inner) : PtxOperand
{
    public override IEnumerable<string> Words => Inner.Words;

    public override PtxOperand Rename(Func<string, string> name) => new PtxNot(Inner.Rename(name));

    public override string ToString() => $"!{Inner}";
}

/// <summary>Two results, <c>%p1|%p2</c>, or a name and a distance, <c>%rd1+8</c>.</summary>
internal sealed record PtxPair(PtxOperand Left, char Mark, PtxOperand Right) : PtxOperand
{
    public override IEnumerable<string> Words => Left.Words.Concat(Right.Words);

    public override PtxOperand Rename(Func<string, string> name) => new PtxPair(Left.Rename(name), Mark, Right.Rename(name));

    public override string ToString() => $"{Left}{Mark}{Right}";
}

/// <summary>An address in <c>[]</c>, a vector in <c>{}</c>, arguments of a call in <c>()</c>.</summary>
internal sealed record PtxGroup(char Open, PtxOperand[] Items) : PtxOperand
{
    public override IEnumerable<string> Words => Items.SelectMany(static i => i.Words);

    public static char CloseOf(char open) => open switch { '[' => ']', '{' => '}', _ => ')' };

    public override PtxOperand Rename(Func<string, string> name) => new PtxGroup(Open, [.. Items.Select(i => i.Rename(name))]);

    public override string ToString() => $"{Open}{string.Join(", ", (object[])Items)}{CloseOf(Open)}";
}
