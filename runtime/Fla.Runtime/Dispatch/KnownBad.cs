using System.Globalization;
using System.IO.Enumeration;
using System.Reflection;

namespace Fla;

/// <summary>
/// Variants that are known to be wrong under some toolchains: refused without being run. One line a case:
/// <c>variant pattern | conditions | reason</c>, as in
/// <c>delta_chunk/cuda/* | ptx &gt;=8.4 &lt;8.6, device sm_90* | wrong gradients for BV = 64</c>. Patterns know * and ?;
/// conditions are ranges of dotnet, ilgpu, driver and ptx, or a pattern of the device; # starts a comment.
/// </summary>
public sealed class KnownBad
{
    private static readonly string[] Parts = ["dotnet", "compiler", "ilgpu", "driver", "ptx", "device"];
    private readonly List<Entry> _own = [];
    private readonly Func<KnownBad>? _read;
    private Reading? _last;

    private KnownBad(Func<KnownBad>? read = null) => _read = read;

    /// <summary>A table without entries.</summary>
    public static KnownBad None { get; } = new();

    /// <summary>The entries as they were written.</summary>
    public IReadOnlyList<string> Lines => [.. Entries.Select(static e => e.Line)];

    private List<Entry> Entries
    {
        get
        {
            if (_read is null)
                return _own;
            IReadOnlyList<Assembly> assemblies = KernelRegistry.EvidenceAssemblies;
            if (_last is { } last && ReferenceEquals(last.Assemblies, assemblies))
                return last.Entries;
            List<Entry> entries = _read()._own;
            _last = new(assemblies, entries);
            return entries;
        }
    }

    /// <summary>A table that is read again after each assembly with kernels that is loaded: its kernels run later, too.</summary>
    internal static KnownBad Following(Func<KnownBad> read) => new(read);

    /// <summary>Reads a table.</summary>
    /// <exception cref="FormatException">A line is not understood; the message names it.</exception>
    public static KnownBad Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        KnownBad table = new();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            string content = line.Trim();
            if (content.Length == 0 || content[0] == '#')
                continue;
            string[] fields = content.Split('|', 3, StringSplitOptions.TrimEntries);
            if (fields.Length != 3 || fields[0].Length == 0 || fields[2].Length == 0)
                throw new FormatException($"known-bad table, line {number}: expected 'variant pattern | conditions | reason', got '{content}'.");
            table._own.Add(new(content, fields[0], [.. fields[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(c => Condition.Parse(c, number))], fields[2]));
        }

        return table;
    }

    /// <summary>Both tables.</summary>
    public KnownBad With(KnownBad other)
    {
        ArgumentNullException.ThrowIfNull(other);
        KnownBad both = new();
        both._own.AddRange(Entries.Concat(other.Entries));
        return both;
    }

    /// <summary>Why a variant is refused here, or null.</summary>
    public string? Reason(string variant, Device device, Toolchain toolchain) =>
        Entries.FirstOrDefault(e => FileSystemName.MatchesSimpleExpression(e.Pattern, variant, ignoreCase: false) && e.Applies(device, toolchain))?.Reason;

    /// <summary>The entries whose conditions hold here, as they were written.</summary>
    public IEnumerable<string> Applying(Device device, Toolchain toolchain) =>
        Entries.Where(e => e.Applies(device, toolchain)).Select(static e => e.Line);

    private sealed record Reading(IReadOnlyList<Assembly> Assemblies, List<Entry> Entries);

    private sealed record Entry(string Line, string Pattern, Condition[] Conditions, string Reason)
    {
        public bool Applies(Device device, Toolchain toolchain) => Conditions.All(c => c.Holds(device, toolchain));
    }

    private sealed record Condition(string Part, (string Operator, string Version)[] Bounds)
    {
        public static Condition Parse(string text, int line)
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !Parts.Contains(words[0]))
                throw new FormatException($"known-bad table, line {line}: expected a condition such as 'dotnet >=10.0.3 <10.0.6' ({string.Join(", ", Parts)}), got '{text}'.");
            return new(words[0], [.. words.Skip(1).Select(bound => words[0] is "device" or "compiler" ? ("", bound) : Bound(bound, line))]);
        }

        public bool Holds(Device device, Toolchain toolchain) => Part switch
        {
            "device" => Bounds.All(b => FileSystemName.MatchesSimpleExpression(b.Version, device.Id, ignoreCase: false)),
            "compiler" => Bounds.All(b => b.Version == toolchain.Compiler),
            "dotnet" => InRange(toolchain.DotNet),
            "ilgpu" => InRange(toolchain.Ilgpu),
            "driver" => InRange(toolchain.Driver),
            _ => InRange(toolchain.PtxIsa),
        };

        private static (string, string) Bound(string text, int line)
        {
            int digit = text.AsSpan().IndexOfAnyInRange('0', '9');
            string comparison = digit < 0 ? text : text[..digit];
            if (digit < 0 || comparison is not ("" or "=" or "<" or "<=" or ">" or ">="))
                throw new FormatException($"known-bad table, line {line}: expected a bound such as '>=10.0.3', got '{text}'.");
            return (comparison, text[digit..]);
        }

        private bool InRange(string version) => version.Length > 0 && Bounds.All(b =>
        {
            int order = Compare(version, b.Version);
            return b.Operator switch
            {
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                ">=" => order >= 0,
                _ => order == 0,
            };
        });

        private static int Compare(string a, string b)
        {
            int[] left = Numbers(a), right = Numbers(b);
            for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
            {
                int order = left.ElementAtOrDefault(i).CompareTo(right.ElementAtOrDefault(i));
                if (order != 0)
                    return order;
            }

            return 0;
        }

        private static int[] Numbers(string version) =>
            [.. version.Split('.', '-').Select(static p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0)];
    }
}
