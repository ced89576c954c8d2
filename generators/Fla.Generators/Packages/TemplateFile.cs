using Fla.Generators.Specialise;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fla.Generators.Packages;

/// <summary>A file of templates that a package ships: an additional file with the metadata FlaTemplate.</summary>
internal sealed record TemplateFile(string Path, string Text, CompilerOptions Options)
{
    private const string Metadata = "build_metadata.AdditionalFiles.";

    /// <summary>Null for any other additional file.</summary>
    public static TemplateFile? From(AdditionalText file, AnalyzerConfigOptionsProvider provider, CancellationToken cancellation)
    {
        AnalyzerConfigOptions metadata = provider.GetOptions(file);
        return metadata.TryGetValue(Metadata + "FlaTemplate", out string? marked) && bool.TryParse(marked, out bool isTemplate) && isTemplate && file.GetText(cancellation) is { } text
            ? new TemplateFile(file.Path, text.ToString(), CompilerOptions.From(provider.GlobalOptions).Of(metadata, Metadata))
            : null;
    }
}
