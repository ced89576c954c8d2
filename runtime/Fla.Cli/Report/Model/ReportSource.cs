using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The entries that a report is about, and where they were read.</summary>
internal sealed record ReportSource(string Location, IReadOnlyList<Evidence> Entries, IReadOnlyList<string> Warnings)
{
    /// <summary>All that dispatch sees here.</summary>
    public static ReportSource OfDispatch()
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        using IEvidenceStore store = environment.Store();
        string[] off = environment.Mode == TuneMode.Off ? ["FLA_TUNE is off: calls do not use what was measured"] : [];
        return new(store.Location, store.Find(new()), [.. off, .. store.Warnings, .. environment.Warnings]);
    }

    /// <summary>The places that are named, as one: of one key the later entry.</summary>
    public static ReportSource Of(IReadOnlyList<string> places) =>
        new(string.Join(" + ", places), EvidenceMerge.Union([.. places.Select(EvidencePlace.Read)]), []);
}
