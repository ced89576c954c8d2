using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Fla.OpGenerator;

/// <summary>What the declared form says of its parameters, for the others, which have some of their own.</summary>
internal sealed class OpDocs
{
    private static readonly Dictionary<string, string> OfOutputs = new()
    {
        ["o"] = "[B, T, HV, V]: the outputs, in memory that overlaps no other tensor.",
        ["finalState"] = "[N, HV, K, V]: the state after the last token, which may be the same tensor as <paramref name=\"initialState\"/> (updated in place); none by default.",
        ["finalKeySums"] = "[N, HV, K]: z after the last token, which may be the same tensor as <paramref name=\"initialKeySums\"/>; none by default.",
    };

    private static readonly Dictionary<string, string> OnDevice = new()
    {
        ["stream"] = "The order of work on the GPU that has the tensors.",
        ["cuSeqlens"] = "N sequences packed along T (B = 1); none by default.",
        ["options"] = "How to run; <see cref=\"global::Fla.OpOptions.Target\"/> and <see cref=\"global::Fla.OpOptions.MaxThreads\"/> do not matter here.",
    };

    private readonly Dictionary<string, string> said = [];

    public OpDocs(IMethodSymbol method)
    {
        // Empty where documentation is not read, as in an editor's first pass.
        string? xml = method.GetDocumentationCommentXml();
        if (string.IsNullOrEmpty(xml))
            return;
        foreach (XElement parameter in XElement.Parse(xml).Elements("param"))
            said[(string)parameter.Attribute("name")] = string.Concat(parameter.Nodes().Select(static n => n.ToString(SaveOptions.DisableFormatting)));
    }

    /// <summary>The documentation of parameters, as lines of a member.</summary>
    public string Of(IEnumerable<string> names, bool onDevice) => string.Concat(names
        .Select(name => (Name: name, Text: onDevice && OnDevice.TryGetValue(name, out string? text) || OfOutputs.TryGetValue(name, out text) || said.TryGetValue(name, out text) ? text : null))
        .Where(static p => p.Text is not null)
        .Select(static p => $"/// <param name=\"{p.Name}\">{p.Text}</param>\n    "));
}
