using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What an entry is about: the fields by which two entries are the same.</summary>
internal static class EvidenceKey
{
    private const int Fields = 9;

    public static string Of(Evidence entry) => string.Join('\t', entry.Line.Split('\t')[..Fields]);

    /// <summary>Whether an entry means something elsewhere: that a variant passed the gate counts only where it did.</summary>
    public static bool IsPortable(Evidence entry) => entry.Count > 0 || entry.Rejection is not null;
}
