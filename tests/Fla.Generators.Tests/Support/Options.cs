using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fla.Generators.Tests.Support;

/// <summary>MSBuild properties as the generator sees them.</summary>
internal sealed class Options(params (string Name, string Value)[] properties) : AnalyzerConfigOptionsProvider
{
    public static readonly Options None = new();

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(properties.ToDictionary(static p => "build_property." + p.Name, static p => p.Value));

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
        textFile is TemplateText text ? new Values(text.Metadata.ToDictionary(static m => "build_metadata.AdditionalFiles." + m.Name, static m => m.Value)) : GlobalOptions;

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
