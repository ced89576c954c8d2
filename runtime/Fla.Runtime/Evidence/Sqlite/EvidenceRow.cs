namespace Fla.Tuning;

/// <summary>A valid row: its entry with the origin that it deserves, and whether it claims to be own.</summary>
internal readonly record struct EvidenceRow(Evidence Entry, bool Flagged)
{
    public bool IsOwn => Entry.Origin == EvidenceOrigin.Own;

    public static EvidenceRow? From(string? line, bool flagged, byte[]? seal, byte[]? key)
    {
        if (line is null || !EvidenceText.TryParse(line, out Evidence? entry, out _))
            return null;
        return new(flagged && Seal.Holds(line, seal, key) ? entry.From(EvidenceOrigin.Own) : entry, flagged);
    }
}
