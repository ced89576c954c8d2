using System.Text;
using Fla.Tuning;

namespace Fla.Redis;

using Kernel = (string Kernel, string Element);

/// <summary>
/// Entries as text, by kernel and device, read when somebody asks for them: a process begins with a call of one kernel on its device, and
/// a team knows many of both.
/// </summary>
internal sealed class UnreadLines
{
    private readonly byte[] _text;
    private readonly Dictionary<Kernel, Dictionary<string, List<Range>>> _runs = [];

    /// <param name="text">The bytes; quickest when lines about the same follow each other.</param>
    /// <param name="start">Where the lines begin in them.</param>
    public UnreadLines(byte[] text, int start)
    {
        _text = text;
        while (start < text.Length)
        {
            ReadOnlySpan<byte> line = text.AsSpan(start), kernel = EvidenceText.Field(line, 0), element = EvidenceText.Field(line, 1), device = Device(start);
            ReadOnlySpan<byte> about = line[..Math.Min(line.Length, kernel.Length + element.Length + 2)];
            int end = EndOf(start);
            while (end < text.Length && text.AsSpan(end).StartsWith(about) && Device(end).SequenceEqual(device))
                end = EndOf(end);
            Add((Encoding.UTF8.GetString(kernel), Encoding.UTF8.GetString(element)), Encoding.UTF8.GetString(device), start..end);
            start = end;
        }
    }

    /// <summary>The kernels of which lines are left.</summary>
    public IReadOnlyCollection<Kernel> Kernels => _runs.Keys;

    /// <summary>The lines that are left.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Left => _runs.Values.SelectMany(static devices => devices.Values).SelectMany(static runs => runs).Select(run => new ReadOnlyMemory<byte>(_text)[run]);

    /// <summary>Takes the entries of a kernel on some devices; null for a line that is none.</summary>
    public IEnumerable<Evidence?> Take(Kernel kernel, Func<string, bool> wanted)
    {
        if (!_runs.TryGetValue(kernel, out Dictionary<string, List<Range>>? devices))
            yield break;
        foreach (string device in (string[])[.. devices.Keys.Where(wanted)])
        {
            devices.Remove(device, out List<Range>? runs);
            foreach (Range run in runs!)
            {
                foreach (string line in Encoding.UTF8.GetString(_text.AsSpan(run)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    yield return Evidence.TryParse(line, out Evidence? entry, out _) ? entry : null;
            }
        }

        if (devices.Count == 0)
            _runs.Remove(kernel);
    }

    private void Add(Kernel kernel, string device, Range run)
    {
        if (!_runs.TryGetValue(kernel, out Dictionary<string, List<Range>>? devices))
            _runs[kernel] = devices = [];
        if (!devices.TryGetValue(device, out List<Range>? runs))
            devices[device] = runs = [];
        runs.Add(run);
    }

    private ReadOnlySpan<byte> Device(int start) => EvidenceText.Field(_text.AsSpan(start), EvidenceText.DeviceField);

    private int EndOf(int start)
    {
        int length = _text.AsSpan(start).IndexOf((byte)'\n');
        return length < 0 ? _text.Length : start + length + 1;
    }
}
