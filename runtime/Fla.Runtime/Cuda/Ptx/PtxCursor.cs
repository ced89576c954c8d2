using System.Globalization;

namespace Fla.Cuda;

/// <summary>A place in the tokens, and what may be expected there.</summary>
internal sealed class PtxCursor(string text)
{
    private readonly List<PtxToken> _tokens = PtxLexer.Read(text);
    private int _at;

    public PtxToken Current => _tokens[_at];

    public PtxToken Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    public PtxToken Take() => _tokens[_at++];

    public bool TryTake(char mark)
    {
        bool there = Current.Is(mark);
        _at += there ? 1 : 0;
        return there;
    }

    public void Expect(char mark)
    {
        if (!TryTake(mark))
            throw Refuse($"expected '{mark}'");
    }

    public string Word(string what) => Current.IsWord ? Take().Text : throw Refuse($"expected {what}");

    /// <summary>A name that is declared: no directive.</summary>
    public string Name() => Current.IsDirective ? throw Refuse("this is not understood") : Word("a name");

    public int Number() =>
        int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && Take().IsWord
            ? number
            : throw Refuse("expected a number");

    /// <summary>A problem at the current token.</summary>
    public PtxException Refuse(string problem) => new(Current.Line, PtxLexer.LineOf(text, Current.Line), problem);
}
