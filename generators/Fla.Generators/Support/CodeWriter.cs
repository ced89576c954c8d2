using System.Globalization;
using System.Text;

namespace Fla.Generators.Support;

/// <summary>Writes indented C#.</summary>
internal sealed class CodeWriter(int indent = 0)
{
    private readonly StringBuilder text = new();
    private int indent = indent;

    public int Indent => indent;

    public bool IsEmpty => text.Length == 0;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', indent * 4).Append(line);
        text.Append('\n');
        return this;
    }

    public void Open(string? head = null)
    {
        if (head is not null)
            Line(head);
        Line("{");
        indent++;
    }

    public void Close(string tail = "")
    {
        indent--;
        Line("}" + tail);
    }

    /// <summary>Adds what another writer, started at this one's indentation, has written.</summary>
    public void Add(CodeWriter other) => text.Append(other.text);

    public override string ToString() => text.ToString();

    public static string Float(double value)
    {
        float number = (float)value;
        if (float.IsNaN(number))
            return "float.NaN";
        if (float.IsInfinity(number))
            return number > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity";
        return number.ToString("R", CultureInfo.InvariantCulture) + "f";
    }

    public static string Int(double value) => ((long)value).ToString(CultureInfo.InvariantCulture);
}
