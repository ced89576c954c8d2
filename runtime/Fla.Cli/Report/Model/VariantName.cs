using System.Text.RegularExpressions;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>
/// A variant's id in parts: <c>delta_chunk/cpu/f32-K128-BV128-C16-PerHead</c>. Evidence may be of variants that this build does not have, so
/// the id is all there is.
/// </summary>
internal sealed partial class VariantName
{
    private readonly (string Name, string Value)[] constants;

    public VariantName(Evidence entry)
        : this(entry.Variant, entry.Kernel)
    {
    }

    public VariantName(string id, string kernel)
    {
        Id = id;
        Kernel = kernel;
        // The element type comes first.
        constants = [.. id[(id.LastIndexOf('/') + 1)..].Split('-').Skip(1).Select(Constant)];
    }

    public string Id { get; }

    public string Kernel { get; }

    /// <summary>The choices that are no numbers: they tell ops apart that share a kernel.</summary>
    public string Choices => string.Join('-', constants.Where(c => c.Name.Length == 0).Select(c => c.Value));

    /// <summary>The kernel and the numbers in the id.</summary>
    /// <param name="withDims">Whether dimensions that the call has as well are named, too.</param>
    /// <param name="dims">The names of the call's dimensions.</param>
    public string Label(bool withDims, IReadOnlyCollection<string> dims) => string.Join(' ',
        constants.Where(c => c.Name.Length > 0 && (withDims || !dims.Contains(c.Name))).Select(c => $"{c.Name}={c.Value}").Prepend(Kernel));

    private static (string Name, string Value) Constant(string text) =>
        Numbered().Match(text) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : ("", text);

    [GeneratedRegex("^([A-Za-z_]+)([0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
