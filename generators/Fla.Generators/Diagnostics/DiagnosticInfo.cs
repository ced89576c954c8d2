using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Fla.Generators.Diagnostics;

/// <summary>A finding about node <c>Node</c> of a template: comparable, without a position.</summary>
internal sealed record DiagnosticInfo(string Id, int Node, EquatableArray<string> Arguments)
{
    public DiagnosticInfo(DiagnosticDescriptor descriptor, int node, params string[] arguments)
        : this(descriptor.Id, node, arguments.ToEquatable())
    {
    }

    public Diagnostic At(Location location) =>
        Diagnostic.Create(Descriptors.ById[Id], location, Arguments.Cast<object>().ToArray());
}

/// <summary>Where a template node stands: enough to find its tree again without holding it.</summary>
internal readonly record struct NodeLocation(string Path, TextSpan Span)
{
    public static NodeLocation Of(SyntaxNode node) => new(node.SyntaxTree.FilePath, node.Span);

    public static NodeLocation Of(SyntaxToken token) => new(token.SyntaxTree!.FilePath, token.Span);

    /// <summary>A location in the compilation's own tree, so that <c>#pragma warning</c> is honoured.</summary>
    public Location In(Compilation compilation)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (tree.FilePath == Path && Span.End <= tree.Length)
                return Location.Create(tree, Span);
        }

        return Location.None;
    }
}

/// <summary>Stops the compilation of one template with a finding.</summary>
internal sealed class CompileException(DiagnosticInfo info) : Exception(info.Id)
{
    public CompileException(DiagnosticDescriptor descriptor, int node, params string[] arguments)
        : this(new DiagnosticInfo(descriptor, node, arguments))
    {
    }

    public DiagnosticInfo Info { get; } = info;
}
