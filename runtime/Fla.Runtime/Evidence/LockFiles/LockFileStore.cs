using System.Collections.Concurrent;
using System.Text;

namespace Fla.Tuning;

/// <summary>
/// A lock file as a store to read from. What is looked up of one kernel costs its lines alone: a file may hold what many machines
/// measured for many kernels, and a program starts with a call of one.
/// </summary>
internal sealed class LockFileStore : IEvidenceStore
{
    private readonly byte[] _bytes;
    private readonly EvidenceOrigin _origin;
    private readonly Lazy<LockFileContent> _all;
    private readonly ConcurrentDictionary<(string Kernel, string Element, DeviceClass? Devices), IReadOnlyList<Evidence>> _kernels = new();

    /// <param name="name">What it is called in warnings.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="origin">Who vouches for its entries.</param>
    public LockFileStore(string name, byte[] bytes, EvidenceOrigin origin)
    {
        (Location, _bytes, _origin) = (name, bytes, origin);
        _all = new(() => LockFileReader.Read(_bytes, name));
        // Where both sides of a conflict stand, a line says nothing without the others.
        ReadOnlySpan<byte> text = bytes;
        bool isPlain = text.Length <= LockFileReader.MostBytes && text.StartsWith(Encoding.UTF8.GetBytes(LockFile.Header + "\n"))
            && !text.Contains((byte)0) && text.IndexOf("\n<<<<<<<"u8) < 0 && text.IndexOf("\n|||||||"u8) < 0;
        if (!isPlain)
            _ = _all.Value;
    }

    public string Location { get; }

    /// <summary>What is wrong with the file; with single lines, once all of it was read.</summary>
    public IReadOnlyList<string> Warnings => _all.IsValueCreated ? _all.Value.Warnings : [];

    public IReadOnlyList<Evidence> Find(EvidenceFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        IReadOnlyList<Evidence> entries = filter is { Kernel: { } kernel, Element: { } element } && !_all.IsValueCreated
            ? _kernels.GetOrAdd((kernel, element, filter.Devices), Read)
            : Vouched(_all.Value.Evidence);
        return [.. entries.Where(filter.Matches)];
    }

    public void Add(IReadOnlyCollection<Evidence> evidence)
    {
    }

    public int Remove(Func<Evidence, bool> unwanted) => 0;

    public void Dispose()
    {
    }

    private IReadOnlyList<Evidence> Read((string Kernel, string Element, DeviceClass? Devices) key)
    {
        byte[] start = Encoding.UTF8.GetBytes($"\n{key.Kernel}\t{key.Element}\t");
        using MemoryStream lines = new();
        lines.Write(Encoding.UTF8.GetBytes(LockFile.Header));
        ReadOnlySpan<byte> rest = _bytes;
        for (int at; (at = rest.IndexOf(start)) >= 0;)
        {
            rest = rest[at..];
            int end = rest[1..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..(end + 1)];
            if (key.Devices is not { } devices || devices.Has(Encoding.UTF8.GetString(EvidenceText.Field(line[1..], EvidenceText.DeviceField))))
                lines.Write(line);
            rest = rest[line.Length..];
        }

        return Vouched(LockFileReader.Read(lines.GetBuffer().AsSpan(0, (int)lines.Length), Location).Evidence);
    }

    private IReadOnlyList<Evidence> Vouched(IReadOnlyList<Evidence> entries) => _origin == EvidenceOrigin.Foreign ? entries : [.. entries.Select(e => e.From(_origin))];
}
