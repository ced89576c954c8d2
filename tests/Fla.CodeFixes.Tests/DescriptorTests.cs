using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Fla.CodeFixes.Tests;

public class DescriptorTests
{
    public static TheoryData<string> Ids => [.. Descriptors.ById.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void EachHasAPage(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.ById[id];
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "diagnostics", id + ".md"));
        Assert.StartsWith($"# {id}: {descriptor.Title}", page);
        Assert.Contains($"**{descriptor.DefaultSeverity}**", page);
    }
}
