using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Fla.Generators.Tests.Support;

/// <summary>An additional file with its metadata.</summary>
internal sealed class TemplateText(Source source, params (string Name, string Value)[] metadata) : AdditionalText
{
    public (string Name, string Value)[] Metadata => metadata;

    public override string Path => source.Path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(source.Text);

    /// <summary>As a package's build file declares it.</summary>
    public static TemplateText Of(Source source, params (string Name, string Value)[] lists) => new(source, [("FlaTemplate", "true"), .. lists]);
}
