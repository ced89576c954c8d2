using System.Globalization;
using System.Text;

namespace Fla;

/// <summary>A shape and its first values as text, for debuggers and test output.</summary>
internal static class Preview
{
    private const int MaxRows = 4;
    private const int MaxCols = 6;

    public static string Of<T>(string kind, Extent extent, T[] values) where T : struct
    {
        StringBuilder text = new($"{kind} {extent} [");
        for (int row = 0; row < Math.Min(extent.Rows, MaxRows); row++)
        {
            text.Append(row == 0 ? "[" : ", [");
            for (int col = 0; col < Math.Min(extent.Cols, MaxCols); col++)
                text.Append(col == 0 ? "" : ", ").Append(Format(values[row * extent.Cols + col]));
            text.Append(extent.Cols > MaxCols ? ", …]" : "]");
        }
        return text.Append(extent.Rows > MaxRows ? ", …]" : "]").ToString();
    }

    private static string Format<T>(T value) => value switch
    {
        double number => number.ToString("G5", CultureInfo.InvariantCulture),
        true => "1",
        _ => "0",
    };
}
