namespace Fla.Cuda;

/// <summary>Words, strings and marks of PTX text; comments and white space vanish.</summary>
internal sealed class PtxLexer(string text)
{
    private const string Marks = ",;[]{}()+-@!=<>|:";

    private int _at;
    private int _line = 1;

    public static List<PtxToken> Read(string text)
    {
        PtxLexer lexer = new(text);
        List<PtxToken> tokens = new(text.Length / 4);
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != PtxTokenKind.End);
        return tokens;
    }

    /// <summary>The text of a line, for messages.</summary>
    public static string LineOf(string text, int line) => text.Split('\n') is { } lines && line <= lines.Length ? lines[line - 1] : "";

    private PtxToken Next()
    {
        SkipBlank();
        if (_at == text.Length)
            return new(PtxTokenKind.End, "", _line);
        int start = _at;
        if (text[_at] == '"')
            return new(PtxTokenKind.Text, text[start..EndOfText()], _line);
        if (EndOfWord() > start)
            return new(PtxTokenKind.Word, text[start.._at], _line);
        if (!Marks.Contains(text[_at], StringComparison.Ordinal))
            throw Refuse($"'{text[_at]}' is not part of PTX");
        return new(PtxTokenKind.Mark, text[_at++].ToString(), _line);
    }

    private void SkipBlank()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
                _line += text[_at++] == '\n' ? 1 : 0;
            else if (At("//"))
                _at = text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;
            else if (At("/*"))
                SkipComment();
            else
                return;
        }
    }

    private void SkipComment()
    {
        int end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
            throw Refuse("a comment does not end");
        _line += text.AsSpan(_at, end - _at).Count('\n');
        _at = end + 2;
    }

    private int EndOfText()
    {
        int end = text.IndexOf('"', _at + 1);
        if (end < 0 || text.AsSpan(_at, end - _at).Contains('\n'))
            throw Refuse("a string does not end");
        return _at = end + 1;
    }

    /// <summary>A colon ends a label, two of them are part of an opcode: <c>shared::cluster</c>.</summary>
    private int EndOfWord()
    {
        while (_at < text.Length)
        {
            if (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '$' or '%' or '.')
                _at++;
            else if (At("::"))
                _at += 2;
            else
                break;
        }

        return _at;
    }

    private bool At(string mark) => string.CompareOrdinal(text, _at, mark, 0, mark.Length) == 0;

    private PtxException Refuse(string problem) => new(_line, LineOf(text, _line), problem);
}
