namespace Fla.Tuning;

/// <summary>What was read from a lock file.</summary>
/// <param name="Evidence">One entry a key, sorted by key, all <see cref="EvidenceOrigin.Foreign"/>.</param>
/// <param name="Warnings">What was left out and why, for people.</param>
public sealed record LockFileContent(IReadOnlyList<Evidence> Evidence, IReadOnlyList<string> Warnings)
{
    /// <summary>The file is none that this version reads. It must not be overwritten with what was understood of it.</summary>
    public bool Refused { get; init; }
}
