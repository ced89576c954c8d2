using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fla.Gpu;

/// <summary>The JSON that results.py reads.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write<T>(string file, T results) => File.WriteAllText(file, JsonSerializer.Serialize(results, s_options) + "\n");
}
