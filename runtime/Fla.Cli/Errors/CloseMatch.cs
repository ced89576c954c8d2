namespace Fla.Cli;

/// <summary>Finds the names that a misspelt one may have meant.</summary>
internal static class CloseMatch
{
    private const int Most = 3;
    private const int LongestName = 200;

    public static string[] Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > LongestName)
            return [];
        int tolerance = Math.Min(Math.Max(2, name.Length / 4), name.Length - 1);
        return [.. candidates
            .Select(candidate => (Name: candidate, Distance: Score(name, candidate)))
            .Where(match => match.Distance <= tolerance)
            .OrderBy(match => match.Distance)
            .ThenBy(match => match.Name, StringComparer.Ordinal)
            .Select(match => match.Name)
            .Take(Most)];
    }

    private static int Score(string name, string candidate)
    {
        bool contained = name.Length >= 3 && candidate.Contains(name, StringComparison.OrdinalIgnoreCase);
        return contained ? 1 : Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other.</summary>
    internal static int Distance(string from, string to)
    {
        int[] before = new int[to.Length + 1], last = [.. Enumerable.Range(0, to.Length + 1)], row = new int[to.Length + 1];
        for (int i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }
}
