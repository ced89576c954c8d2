using System.Collections.Immutable;
using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.Generators.Parse;

/// <summary>What parsing a template gives: a model (unless it is broken), findings, and the positions of its nodes.</summary>
internal sealed record ParsedTemplate(
    string Name,
    TemplateModel? Model,
    EquatableArray<DiagnosticInfo> Diagnostics,
    EquatableArray<NodeLocation> Locations);

/// <summary>Turns a method with [KernelTemplate] into a template model.</summary>
internal static class TemplateParser
{
    public static ParsedTemplate Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation) =>
        Parse((IMethodSymbol)context.TargetSymbol, (MethodDeclarationSyntax)context.TargetNode, context.SemanticModel.Compilation, cancellation);

    public static ParsedTemplate Parse(IMethodSymbol method, MethodDeclarationSyntax syntax, Compilation compilation, CancellationToken cancellation)
    {
        SourceMap map = new();
        int root = map.Add(syntax.Identifier);
        List<DiagnosticInfo> diagnostics = [];
        TemplateModel? model = null;
        try
        {
            model = Parse(method, syntax, compilation, map, diagnostics, cancellation);
        }
        catch (CompileException error)
        {
            diagnostics.Add(error.Info);
        }
        catch (BrokenCodeException)
        {
            // The C# compiler reports what is wrong.
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            diagnostics.Add(new DiagnosticInfo(Descriptors.InternalError, root, method.Name, Brief(error)));
        }

        return new ParsedTemplate(method.Name, diagnostics.Any(IsError) ? null : model, diagnostics.ToEquatable(), map.Locations.ToEquatable());
    }

    /// <summary>One line on an unexpected exception.</summary>
    public static string Brief(Exception error) => $"{error.GetType().Name}: {error.Message}".Replace('\r', ' ').Replace('\n', ' ');

    public static bool IsError(DiagnosticInfo info) => Descriptors.ById[info.Id].DefaultSeverity == DiagnosticSeverity.Error;

    private static TemplateModel Parse(
        IMethodSymbol method,
        MethodDeclarationSyntax syntax,
        Compilation compilation,
        SourceMap map,
        List<DiagnosticInfo> diagnostics,
        CancellationToken cancellation)
    {
        SignatureParser signature = new(method, syntax, map);
        ImmutableArray<ParameterModel> parameters = signature.Parameters();
        (string? elementParameter, EquatableArray<string> elements) = signature.Elements();

        FunctionParser functions = new(compilation, method, map, cancellation);
        EquatableArray<FunctionModel> bodies = functions.ParseAll(syntax);

        foreach (ParameterModel parameter in parameters)
        {
            if (parameter.Kind == ParameterKind.Constant && !functions.UsedParameters.Contains(parameter.Name))
                diagnostics.Add(new DiagnosticInfo(Descriptors.UnusedConstant, parameter.Id, parameter.Name, method.Name));
        }

        return new TemplateModel(
            method.ContainingNamespace.IsGlobalNamespace ? "" : method.ContainingNamespace.ToDisplayString(),
            method.ContainingType.Name,
            signature.Accessibility(),
            method.Name,
            signature.KernelName(),
            elementParameter,
            elements,
            parameters.ToEquatable(),
            signature.Constraints().ToEquatable(),
            bodies);
    }
}

/// <summary>The C# code is itself in error: the compiler says so, and nothing can be made of it.</summary>
internal sealed class BrokenCodeException : Exception;
