using System.Reflection;
using Fla.Generators.Model;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Incremental;

/// <summary>An edit re-runs the steps that it must, and no others.</summary>
public sealed class EditTests
{
    private static readonly Source Sample = new("Sample.cs", """
        namespace Samples;

        public static class Templates
        {
            /// <summary>A comment.</summary>
            [KernelTemplate("sample")]
            [Where("K < 100")]
            public static void Sample<[Element(typeof(float))] TElem>(Block block, [HeadDim(16)] int K, In<TElem> a, Out<TElem> o)
                where TElem : unmanaged
            {
                Tile x = a[.., ..].Load(3, K);
                o[.., ..].Store(Helpers.Twice(x));
            }

            [KernelTemplate]
            public static void Other(Block block, Out<float> o) => o[..].Store(Tile.Full(1, 1, 2));
        }
        """);

    private static readonly Source Helper = new("Helper.cs", "namespace Samples; public static class Helpers { public static Tile Twice(Tile t) => t + t; }");

    private static readonly Source Unrelated = new("Unrelated.cs", "class Unrelated { }");

    [Fact]
    public void NothingChanges()
    {
        Edit edit = Edit.Of([Sample, Helper], [Sample, Helper]);
        Assert.Equal("Cached Cached", edit[Steps.Parse]);
        edit.Runs("Cached Cached", "Cached Cached", "Cached Cached");
    }

    [Fact]
    public void AnUnrelatedFileIsEdited()
    {
        Edit edit = Edit.Of([Sample, Helper, Unrelated], [Unrelated with { Text = "class Unrelated { int i; }" }]);
        Assert.DoesNotContain("Modified", edit[Steps.Parse], StringComparison.Ordinal);
        edit.Runs("Cached Cached", "Cached Cached", "Cached Cached");
    }

    [Fact]
    public void AnUnrelatedFileIsAdded() => Edit.Of([Sample, Helper], [Unrelated]).Runs("Cached Cached", "Cached Cached", "Cached Cached");

    [Theory]
    [InlineData("A comment.", "Another, longer comment.")]
    [InlineData("Tile x =", "/* moved */\n\n        Tile x =")]
    [InlineData("public static class Templates", "\n\n\npublic static class Templates")]
    [InlineData("+ t;", "+ t; // a comment in the helper")]
    public void CommentsAndMoves(string from, string to)
    {
        Edit edit = Replaced(from, to);
        edit.Runs(edit[Steps.Model], "Cached Cached", "Cached Cached");
        Assert.DoesNotContain("Modified", edit[Steps.Model], StringComparison.Ordinal);
    }

    /// <summary>One edit for each field of the model; only the template that was edited runs again.</summary>
    [Theory]
    [InlineData(nameof(TemplateModel.Method), "void Sample<", "void Renamed<", "Modified Cached")]
    [InlineData(nameof(TemplateModel.Kernel), "\"sample\"", "\"renamed\"", "Unchanged Cached")]
    [InlineData(nameof(TemplateModel.ElementParameter), "TElem", "T", "Unchanged Cached")]
    [InlineData(nameof(TemplateModel.Elements), "typeof(float)", "typeof(float), typeof(Half)", "Unchanged Cached")]
    [InlineData(nameof(TemplateModel.Parameters), "HeadDim(16)", "HeadDim(16, 32)", "Unchanged Cached")]
    [InlineData(nameof(TemplateModel.Constraints), "K < 100", "K < 50", "Unchanged Cached")]
    [InlineData(nameof(TemplateModel.Functions), "Load(3, K)", "Load(12, K)", "Unchanged Cached")]
    public void FieldsOfOneTemplate(string field, string from, string to, string check)
    {
        Assert.NotNull(typeof(TemplateModel).GetProperty(field));
        Replaced(from, to).Runs("Modified Unchanged", check, "Modified Cached");
    }

    /// <summary>Fields that the two templates of one class share.</summary>
    [Theory]
    [InlineData(nameof(TemplateModel.Namespace), "namespace Samples;", "namespace Renamed; using Samples;", "Modified Modified")]
    [InlineData(nameof(TemplateModel.ContainingType), "class Templates", "class Renamed", "Modified Modified")]
    [InlineData(nameof(TemplateModel.Accessibility), "public static class Templates", "internal static class Templates", "Unchanged Unchanged")]
    public void FieldsOfTheClass(string field, string from, string to, string check)
    {
        Assert.NotNull(typeof(TemplateModel).GetProperty(field));
        Replaced(from, to).Runs("Modified Modified", check, "Modified Modified");
    }

    [Fact]
    public void EveryFieldHasAnEdit()
    {
        IEnumerable<string> tested = new[] { nameof(FieldsOfOneTemplate), nameof(FieldsOfTheClass) }
            .SelectMany(static test => typeof(EditTests).GetMethod(test)!.GetCustomAttributes<InlineDataAttribute>())
            .Select(static a => (string)a.GetData(null!).Single()[0]);
        IEnumerable<string> fields = typeof(TemplateModel).GetConstructors().Single(static c => c.GetParameters().Length > 1).GetParameters().Select(static p => p.Name!);
        Assert.Equal(fields.Order(), tested.Order());
    }

    [Fact]
    public void AHelperInAnotherFile()
    {
        Edit edit = Replaced("t + t", "t + t + 1");
        edit.Runs("Modified Cached", "Unchanged Cached", "Modified Cached");
    }

    [Fact]
    public void OptionsThatChange() =>
        Edit.Of([Sample, Helper], [], Options.None, new Options(("FlaHeadDims", "24"))).Runs("Cached Cached", "Unchanged Unchanged", "Modified Unchanged");

    [Fact]
    public void OptionsThatStay()
    {
        Edit edit = Edit.Of([Sample, Helper], [], new Options(("FlaHeadDims", "24")), new Options(("FlaHeadDims", "24")));
        Assert.Equal("Unchanged", edit[Steps.Options]);
        edit.Runs("Cached Cached", "Cached Cached", "Cached Cached");
    }

    private static Edit Replaced(string from, string to)
    {
        Source[] before = [Sample, Helper];
        Source[] after = [.. before.Select(s => s with { Text = s.Text.Replace(from, to, StringComparison.Ordinal) })];
        Assert.NotEqual(before, after);
        return Edit.Of(before, after);
    }
}
