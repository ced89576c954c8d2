using System.Globalization;

namespace Fla.Tuning;

/// <summary>
/// The size of a kernel's call as text and as numbers: <c>extent=1,parallel=4096,D=128</c>, with the names of the kernel's
/// <see cref="DispatchSpace"/>. The two sizes are 1 unless they are given; head dimensions and choices must be.
/// </summary>
public sealed class CallSize
{
    private readonly DispatchSpace _space;
    private readonly Dims _dims;

    private CallSize(DispatchSpace space, WorkSize size, Dims dims) => (_space, Size, _dims) = (space, size, dims);

    /// <summary>Both sizes.</summary>
    public WorkSize Size { get; }

    /// <summary>How far the main loop runs.</summary>
    public int Extent => checked((int)Size.Extent);

    /// <summary>Independent walks of that loop.</summary>
    public int Parallelism => checked((int)Size.Parallelism);

    /// <summary>A head dimension, or the number of a choice, by the name of the template's parameter.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int this[string dim]
    {
        get
        {
            int index = _space.Dims.ToList().FindIndex(d => d.Name == dim);
            return index >= 0 ? _dims[index] : throw new ArgumentException($"{_space} has no '{dim}': expected one of {string.Join(", ", _space.Dims.Select(static d => d.Name))}.", nameof(dim));
        }
    }

    /// <summary>The size that a problem asks for.</summary>
    public static CallSize Of(in Problem problem) => new(problem.Space, problem.Size, problem.Dims);

    /// <summary>Reads a size.</summary>
    /// <exception cref="ArgumentException">The text is not understood; the message says how a size is written.</exception>
    public static CallSize Parse(DispatchSpace space, string text)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, int> values = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = part.Split('=', 2, StringSplitOptions.TrimEntries);
            int? value = sides.Length == 2 ? (Find(space, sides[0]) ?? new Dim(sides[0])).Parse(sides[1]) : null;
            if (value is null || !Names(space).Contains(sides[0]) || !values.TryAdd(sides[0], value.Value))
                throw Misunderstood(space, text, $"'{part}' is not understood");
        }

        string[] missing = [.. space.Dims.Select(static d => d.Name).Where(name => !values.ContainsKey(name))];
        return missing.Length == 0
            ? new(space, new(values.GetValueOrDefault(space.Extent, 1), values.GetValueOrDefault(space.Parallelism, 1)), new([.. space.Dims.Select(d => values[d.Name])]))
            : throw Misunderstood(space, text, $"{string.Join(", ", missing)} is missing");
    }

    /// <summary>The same head dimensions and choices at another size.</summary>
    public CallSize At(long extent, long parallelism) => new(_space, new(extent, parallelism), _dims);

    /// <summary>The size as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Join(',', new[]
    {
        string.Create(CultureInfo.InvariantCulture, $"{_space.Extent}={Size.Extent}"),
        string.Create(CultureInfo.InvariantCulture, $"{_space.Parallelism}={Size.Parallelism}"),
    }.Concat(_space.Dims.Select((d, i) => $"{d.Name}={d.Text(_dims[i])}")));

    private static Dim? Find(DispatchSpace space, string name) => space.Dims.FirstOrDefault(d => d.Name == name);

    private static IEnumerable<string> Names(DispatchSpace space) => [space.Extent, space.Parallelism, .. space.Dims.Select(static d => d.Name)];

    private static ArgumentException Misunderstood(DispatchSpace space, string text, string why) =>
        new($"shape: {why} in '{text}'. Expected numbers for {string.Join(", ", Names(space))}, as in '{string.Join(',', Names(space).Select(static n => $"{n}=64"))}'.");
}
