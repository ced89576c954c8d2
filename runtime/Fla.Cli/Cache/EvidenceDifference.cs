using Fla.Tuning;

namespace Fla.Cli;

/// <summary>One key about which two places do not say the same; null where a place says nothing.</summary>
internal sealed record EvidenceDifference(Evidence? Left, Evidence? Right)
{
    public Evidence Any => Left ?? Right!;

    public string Side => (Left, Right) switch
    {
        (not null, null) => "left",
        (null, not null) => "right",
        _ => "both",
    };

    public static IReadOnlyList<EvidenceDifference> Between(IEnumerable<Evidence> left, IEnumerable<Evidence> right)
    {
        Dictionary<string, Evidence> a = left.ToDictionary(static e => e.Key), b = right.ToDictionary(static e => e.Key);
        return [.. a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)
            .Select(key => new EvidenceDifference(a.GetValueOrDefault(key), b.GetValueOrDefault(key)))
            .Where(d => d.Left?.Line != d.Right?.Line)];
    }
}
