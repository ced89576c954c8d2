namespace Fla.Cuda;

/// <summary>Reads a module as ILGPU writes it. What it does not know is refused, with its line.</summary>
internal static class PtxParser
{
    private static readonly HashSet<string> s_hints = [".maxntid", ".reqntid", ".minnctapersm", ".maxnreg"];

    public static PtxModule Parse(string text)
    {
        PtxCursor cursor = new(text);
        string version = Header(cursor, ".version");
        string target = Header(cursor, ".target");
        if (cursor.Current.Is(','))
            throw cursor.Refuse("options of a target, as debug information needs them, are not understood");
        if (!int.TryParse(Header(cursor, ".address_size"), out int size) || size != 64)
            throw cursor.Refuse("only 64-bit addresses are understood");
        List<PtxStatement> items = [];
        while (cursor.Current.Kind != PtxTokenKind.End)
            items.Add(Item(cursor));
        return new(version, target, size, [.. items]);
    }

    private static string Header(PtxCursor cursor, string directive)
    {
        if (cursor.Current.Text != directive)
            throw cursor.Refuse($"expected {directive}");
        cursor.Take();
        return cursor.Word($"a value of {directive}");
    }

    private static PtxStatement Item(PtxCursor cursor)
    {
        int line = cursor.Current.Line;
        List<string> attributes = [];
        while (cursor.Current.IsDirective)
        {
            if (cursor.Current.Text is ".entry" or ".func")
            {
                attributes.Add(cursor.Take().Text);
                return Function(cursor, line, [.. attributes]);
            }

            PtxDeclarations.Attribute(cursor, attributes);
        }

        PtxVariable variable = PtxDeclarations.Named(cursor, line, attributes);
        cursor.Expect(';');
        return variable;
    }

    private static PtxFunction Function(PtxCursor cursor, int line, string[] attributes)
    {
        PtxVariable[] results = cursor.Current.Is('(') ? Parameters(cursor) : [];
        string name = cursor.Name();
        PtxVariable[] parameters = cursor.Current.Is('(') ? Parameters(cursor) : [];
        List<PtxHint> hints = [];
        while (cursor.Current.IsDirective)
            hints.Add(Hint(cursor));
        PtxBlock? body = cursor.TryTake(';') ? null : PtxBodyParser.Block(cursor);
        return new(line, attributes, results, name, parameters, [.. hints], body);
    }

    private static PtxVariable[] Parameters(PtxCursor cursor)
    {
        List<PtxVariable> parameters = [];
        cursor.Expect('(');
        while (!cursor.TryTake(')'))
        {
            if (parameters.Count > 0)
                cursor.Expect(',');
            parameters.Add(PtxDeclarations.Variable(cursor));
        }

        return [.. parameters];
    }

    private static PtxHint Hint(PtxCursor cursor)
    {
        if (!s_hints.Contains(cursor.Current.Text))
            throw cursor.Refuse("this directive is not understood");
        string name = cursor.Take().Text;
        List<string> values = [cursor.Word("a number")];
        while (cursor.TryTake(','))
            values.Add(cursor.Word("a number"));
        return new(name, [.. values]);
    }
}
