using System.Text.RegularExpressions;

namespace Fla.CodeFixes.Tests;

/// <summary>A diagnostic's page: prose, a C# block that triggers it with the message, and perhaps one that does not.</summary>
internal sealed partial class Page
{
    private Page(string text)
    {
        Text = text;
        Blocks = [.. CSharpBlock().Matches(text).Select(static m => $"public static class Kernels\n{{\n{m.Groups[1].Value}}}\n")];
    }

    internal string Text { get; }

    /// <summary>The C# blocks, as members of a class.</summary>
    internal IReadOnlyList<string> Blocks { get; }

    internal static Page Of(string id) => new(Read("diagnostics", id + ".md"));

    /// <summary>The C# blocks of another page, as they are.</summary>
    internal static IEnumerable<string> BlocksOf(string page) =>
        CSharpBlock().Matches(Read("docs", page)).Select(static m => m.Groups[1].Value);

    private static string Read(string folder, string page) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, folder, page)).ReplaceLineEndings("\n");

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
