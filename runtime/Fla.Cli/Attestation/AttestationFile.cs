using System.Text.Json;

namespace Fla.Cli;

/// <summary>A JSON array of attested variants, sorted so that a change of one is a change of its lines.</summary>
internal sealed class AttestationFile(string path)
{
    public string Path => path;

    /// <summary>The records; none where there is no file.</summary>
    /// <exception cref="IOException">It cannot be read, or is another kind of file.</exception>
    public AttestedVariant[] Read()
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), AttestationJson.Readable.AttestedVariantArray) ?? [];
        }
        catch (JsonException e)
        {
            throw new IOException($"{path} is no attestation: {e.Message}", e);
        }
    }

    /// <summary>Adds a record to those that are still about this build's code, in place of its own earlier one.</summary>
    public void Put(AttestedVariant record, IEnumerable<KernelVariant> build)
    {
        Dictionary<string, string> current = build.ToDictionary(v => v.Id, v => v.ContentHash);
        Write([.. Read().Where(r => r.Variant != record.Variant && current.GetValueOrDefault(r.Variant) == r.ContentHash), record]);
    }

    private void Write(AttestedVariant[] records)
    {
        Array.Sort(records, (a, b) => string.CompareOrdinal(a.Variant, b.Variant));
        string temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(temporary, JsonSerializer.Serialize(records, AttestationJson.Readable.AttestedVariantArray) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
