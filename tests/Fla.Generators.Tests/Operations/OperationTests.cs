using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.Generators.Tests.Operations;

/// <summary>Every operation of the tile language in a small template, compiled against interpreted.</summary>
public sealed class OperationTests(OperationTests.Build build) : IClassFixture<OperationTests.Build>
{
    /// <summary>A template and one call of it, as written in its [Case].</summary>
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> data = [];
        foreach (MethodDeclarationSyntax method in Source.EmbeddedIn("Operations").SelectMany(static s => s.Tree().GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()))
        {
            foreach (AttributeSyntax call in method.AttributeLists.SelectMany(static l => l.Attributes).Where(static a => a.Name.ToString() == "Case"))
                data.Add(method.Identifier.Text, string.Join(", ", call.ArgumentList!.Arguments.Select(static a => a.ToString().Trim('"'))));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees(string template, string arguments)
    {
        Kernel kernel = build.Kernels[template];
        Assert.NotEmpty(kernel.Variants);
        foreach (KernelVariant variant in kernel.Variants)
        {
            Argument[] given = [.. arguments.Split(", ").Zip(kernel.ParameterTypes(variant), Argument.Parse)];
            kernel.Check(variant, new Grid(2, 2, 1), given);
            kernel.Check(variant, new Grid(1), [.. given.Select(static a => a.Strided())]);
        }
    }

    [Fact]
    public void EveryTemplateHasACase() =>
        Assert.All(
            Source.EmbeddedIn("Operations").SelectMany(static s => s.Tree().GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()).Where(static m => m.ToString().Contains("[KernelTemplate", StringComparison.Ordinal)),
            static method => Assert.Contains("Case(", method.AttributeLists.ToString(), StringComparison.Ordinal));

    public sealed class Build : IDisposable
    {
        internal KernelAssembly Kernels { get; } = KernelAssembly.Build([.. Source.EmbeddedIn("Operations")]);

        public void Dispose() => Kernels.Dispose();
    }
}
