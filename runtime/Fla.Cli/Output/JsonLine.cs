using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fla.Cli;

/// <summary>Writes one JSON object a line to standard output.</summary>
internal static class JsonLine
{
    private static readonly Stream Output = Console.OpenStandardOutput();

    public static void Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        Output.Write(buffer.WrittenSpan);
    }

    /// <summary>Writes a number; JSON has none for NaN and infinities, they become null.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    public static void WriteShape(this Utf8JsonWriter json, string name, IEnumerable<long> shape)
    {
        json.WriteStartArray(name);
        foreach (long length in shape)
            json.WriteNumberValue(length);
        json.WriteEndArray();
    }
}
