using Fla.Safetensors;

namespace Fla.Cli.Tests;

/// <summary>Stored vectors, and copies of them with something changed.</summary>
internal static class Vectors
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "vectors");

    public static string Of(string name) => Path.Combine(Folder, $"{name}.safetensors");

    /// <summary>Writes a copy with tensors and metadata changed.</summary>
    public static string Change(
        string name, string destination, Action<Dictionary<string, SafetensorsTensor>>? tensors = null, Action<Dictionary<string, string>>? metadata = null)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Of(name));
        var all = file.Header.Entries.Values.ToDictionary(e => e.Name, e => Copy(file, e));
        var texts = new Dictionary<string, string>(file.Header.Metadata);
        tensors?.Invoke(all);
        metadata?.Invoke(texts);
        SafetensorsWriter.Write(destination, all.Values, texts);
        return destination;
    }

    public static float[] Values(string path, string tensor)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.ReadSingles(file.Header.Entries[tensor]);
    }

    /// <summary>Maps a tensor's values and stores them in float32.</summary>
    public static void Map(this Dictionary<string, SafetensorsTensor> tensors, string name, Func<float, int, float> map)
    {
        SafetensorsTensor tensor = tensors[name];
        using var bytes = new MemoryStream();
        SafetensorsWriter.Write(bytes, [tensor]);
        using var folder = new TemporaryFolder();
        float[] values = Values(folder.Write("one", bytes.ToArray()), name);
        tensors[name] = SafetensorsTensor.FromSingles(name, SafetensorsDtype.F32, tensor.Shape.ToArray(), values.Select(map).ToArray());
    }

    private static SafetensorsTensor Copy(SafetensorsFile file, SafetensorsEntry entry)
    {
        byte[] bytes = new byte[entry.ByteLength];
        file.Read(entry, 0, bytes);
        return SafetensorsTensor.FromBytes(entry.Name, entry.Dtype, entry.Shape.AsSpan(), bytes);
    }
}
