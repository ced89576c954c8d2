using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Who signed the entries of a lock file.</summary>
internal sealed class SignatureCheck
{
    public SignatureCheck(string path, IReadOnlyList<Evidence> entries, TrustedKeys trust)
    {
        (Path, Entries) = (path, entries.Count);
        Problems = [.. entries.Where(e => !trust.Signed(e)).Select(e => (e, Why(e, trust)))];
    }

    public string Path { get; }

    public int Entries { get; }

    public IReadOnlyList<(Evidence Entry, string Reason)> Problems { get; }

    private static string Why(Evidence entry, TrustedKeys trust) => entry.Signature switch
    {
        null => "not signed",
        { Key: var key } when !trust.Ids.Contains(key) => $"signed by {key}, who is not trusted",
        { Key: var key } => $"altered since {key} signed it",
    };
}
