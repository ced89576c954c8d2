using System.IO.Enumeration;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>A choice among entries: <c>device=cpu-AuthenticAMD-*</c>.</summary>
internal sealed class EvidencePattern
{
    private static readonly Dictionary<string, Func<Evidence, string>> Fields = new()
    {
        ["kernel"] = e => e.Kernel,
        ["variant"] = e => e.Variant,
        ["element"] = e => e.Site.Element,
        ["dims"] = e => e.Site.Dims,
        ["bucket"] = e => e.Site.Bucket,
        ["device"] = e => e.Site.Device,
        ["toolchain"] = e => e.Site.Toolchain,
        ["policy"] = e => e.Site.Policy,
        ["origin"] = e => OriginName.Of(e.Origin),
    };

    private readonly Func<Evidence, string> field;
    private readonly string pattern;

    public EvidencePattern(string text)
    {
        if (text.Split('=', 2) is not [var name, { Length: > 0 } wanted])
            throw new CliException($"--filter cannot be '{text}': expected FIELD=PATTERN such as kernel=delta_chunk or device=cpu-AuthenticAMD-*");
        field = Fields.TryGetValue(name, out var known) ? known : throw CliException.Unknown("field", name, Fields.Keys);
        pattern = wanted;
    }

    public bool Matches(Evidence entry) => FileSystemName.MatchesSimpleExpression(pattern, field(entry), ignoreCase: false);
}
