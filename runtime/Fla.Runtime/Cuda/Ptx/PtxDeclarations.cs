using System.Globalization;

namespace Fla.Cuda;

/// <summary>Variables, parameters and registers.</summary>
internal static class PtxDeclarations
{
    private static readonly HashSet<string> s_attributes =
    [
        ".visible", ".extern", ".weak", ".param", ".local", ".shared", ".global", ".const", ".align", ".v2", ".v4",
        ".b8", ".b16", ".b32", ".b64", ".u8", ".u16", ".u32", ".u64", ".s8", ".s16", ".s32", ".s64", ".f16", ".f32", ".f64", ".pred",
    ];

    public static PtxVariable Variable(PtxCursor cursor)
    {
        int line = cursor.Current.Line;
        List<string> attributes = [];
        while (cursor.Current.IsDirective)
            Attribute(cursor, attributes);
        return Named(cursor, line, attributes);
    }

    public static void Attribute(PtxCursor cursor, List<string> attributes)
    {
        if (!s_attributes.Contains(cursor.Current.Text))
            throw cursor.Refuse("this directive is not understood");
        attributes.Add(cursor.Take().Text);
        if (attributes[^1] == ".align")
            attributes.Add(cursor.Number().ToString(CultureInfo.InvariantCulture));
    }

    public static PtxVariable Named(PtxCursor cursor, int line, List<string> attributes)
    {
        if (attributes.Count == 0)
            throw cursor.Refuse("expected a declaration");
        string name = cursor.Name();
        long? length = null;
        if (cursor.TryTake('['))
        {
            length = cursor.Current.Is(']') ? -1 : cursor.Number();
            cursor.Expect(']');
        }

        return new(line, [.. attributes], name, length, cursor.TryTake('=') ? Values(cursor) : null);
    }

    public static PtxRegisters Registers(PtxCursor cursor)
    {
        int line = cursor.Take().Line;
        string type = cursor.Current.IsDirective && s_attributes.Contains(cursor.Current.Text) ? cursor.Take().Text : throw cursor.Refuse("expected a type");
        List<PtxRegisterName> names = [];
        do
        {
            string name = cursor.Name();
            int? count = null;
            if (cursor.TryTake('<'))
            {
                count = cursor.Number();
                cursor.Expect('>');
            }

            names.Add(new(name, count));
        }
        while (cursor.TryTake(','));
        cursor.Expect(';');
        return new(line, type, [.. names]);
    }

    private static string[] Values(PtxCursor cursor)
    {
        List<string> values = [];
        cursor.Expect('{');
        do
            values.Add((cursor.TryTake('-') ? "-" : "") + cursor.Word("a value"));
        while (cursor.TryTake(','));
        cursor.Expect('}');
        return [.. values];
    }
}
