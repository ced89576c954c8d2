using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fla.Cli;

/// <summary>A JSON array of attested variants, sorted so that a change of one is a change of its lines. Several processes may write it.</summary>
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
        using var turn = new Mutex(false, "fla-attestation-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(System.IO.Path.GetFullPath(path))).AsSpan(0, 8)));
        Wait(turn);
        try
        {
            Write([.. Read().Where(r => r.Variant != record.Variant && current.GetValueOrDefault(r.Variant) == r.ContentHash), record]);
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    /// <summary>Those of the variants whose code has no record.</summary>
    public KernelVariant[] Missing(IEnumerable<KernelVariant> variants)
    {
        Dictionary<string, string> recorded = Read().ToDictionary(r => r.Variant, r => r.ContentHash);
        return [.. variants.Where(v => recorded.GetValueOrDefault(v.Id) != v.ContentHash)];
    }

    private static void Wait(Mutex turn)
    {
        try
        {
            turn.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // Its owner died; the file is whole all the same, since it is replaced as one.
        }
    }

    private void Write(AttestedVariant[] records)
    {
        Array.Sort(records, (a, b) => string.CompareOrdinal(a.Variant, b.Variant));
        string temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(temporary, JsonSerializer.Serialize(records, AttestationJson.Readable.AttestedVariantArray) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
