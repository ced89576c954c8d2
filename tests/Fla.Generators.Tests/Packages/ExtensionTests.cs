using System.Reflection;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Packages;

/// <summary>A kernel's own launcher runs variants that another assembly compiled, and no others than those that fit.</summary>
public sealed class ExtensionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IsChosenAndRuns(bool before)
    {
        Source templates = Templates(before ? "before" : "after");
        Package package = Package.Of("Package", templates);
        GeneratorRun project = package.Respecialise(new Options(("FlaHeadDims", "24")), TemplateText.Of(templates));
        Assembly? added = before ? package.Load(project) : null;
        Assembly owner = package.Load();
        Assert.Equal(before ? 12 : 8, Of(owner).Variants.Count);
        added ??= package.Load(project);

        Kernel kernel = Of(owner);
        string name = before ? "before" : "after";
        Assert.Equal(
            new[] { "f32", "f16" }.SelectMany(static e => new[] { "K16", "K24", "K32" }.SelectMany(k => new[] { $"{e}-{k}-Plain", $"{e}-{k}-Scaled" })).Select(s => $"{name}/cpu/{s}"),
            kernel.Variants.Select(static v => v.Id));
        foreach (KernelVariant variant in kernel.Variants)
            kernel.Check(variant, new Grid(3), Argument.Tensor(3, 20), Argument.Tensor(3, 20), Argument.Tensor(3, 20), Argument.Of(0.5f));
        Assert.Contains(added, KernelRegistry.EvidenceAssemblies);
        Assert.Contains(owner, KernelRegistry.EvidenceAssemblies);
    }

    [Fact]
    public void TheSameVariantIsIgnored()
    {
        Source templates = Templates("same");
        Package package = Package.Of("Package", templates);
        Kernel kernel = Of(package.Load());
        IReadOnlyList<KernelVariant> before = kernel.Variants;
        package.Load(package.Respecialise(new Options(("FlaHeadDims", "16,32")), TemplateText.Of(templates)));
        Assert.Equal(before, Again(kernel).Variants);
    }

    [Fact]
    public void OtherCodeUnderTheSameIdTakesItsPlace()
    {
        Source templates = Templates("other");
        Package package = Package.Of("Package", templates);
        Kernel kernel = Of(package.Load());
        Source changed = templates with { Text = templates.Text.Replace("x + y", "x + y + y", StringComparison.Ordinal) };
        package.Load(package.Respecialise(new Options(("FlaHeadDims", "16")), TemplateText.Of(changed)));
        Assert.Equal(kernel.Variants.Select(static v => v.Id), Again(kernel).Variants.Select(static v => v.Id));
        Assert.All(
            kernel.Variants.Zip(Again(kernel).Variants),
            static pair => Assert.Equal(pair.First.Id.EndsWith("K16-Scaled", StringComparison.Ordinal), pair.First != pair.Second));
    }

    [Theory]
    [InlineData("types", "float factor", "int factor", "* factor", "* factor * 1f")]
    [InlineData("order", "In<T> a, In<T> b", "In<T> b, In<T> a", "", "")]
    [InlineData("choices", "Plain, Scaled }", "Scaled, Plain }", "", "")]
    public void OtherParametersAreRefused(string name, string from, string to, string also, string by)
    {
        Source templates = Templates(name);
        Package package = Package.Of("Package", templates);
        Kernel kernel = Of(package.Load());
        string text = templates.Text.Replace(from, to, StringComparison.Ordinal);
        Source changed = templates with { Text = also.Length > 0 ? text.Replace(also, by, StringComparison.Ordinal) : text };
        package.Load(package.Respecialise(new Options(("FlaHeadDims", "24")), TemplateText.Of(changed)));
        Assert.Equal(kernel.Variants, Again(kernel).Variants);
        string problem = Assert.Single(KernelRegistry.Problems, p => p.Contains($"kernel {name} ", StringComparison.Ordinal));
        Assert.Equal(
            $"4 variants of kernel {name} in Project 0.0.0.0 are left out: they were compiled from a template with other parameters than the one in Package 0.0.0.0. "
            + "The two come from different versions of its package: build Project again with the version that it runs with.",
            problem);
    }

    /// <summary>With the variants of now.</summary>
    private static Kernel Again(Kernel kernel) => new(kernel.Template, kernel.Type);

    private static Kernel Of(Assembly owner) => new(owner.GetType("Samples.Templates")!.GetMethod("Sum")!, owner.GetType("Samples.SumKernel")!);

    private static Source Templates(string kernel) => Source.Template($$"""
        [KernelTemplate("{{kernel}}")]
        public static void Sum<[Element(typeof(float), typeof(Half))] T>(
            Block block, [HeadDim(16, 32)] int K, [Choice] Mode mode, In<T> a, In<T> b, Out<T> o, float factor)
            where T : unmanaged
        {
            Tile x = a[block.X, ..].LoadRow(K);
            Tile y = b[block.X, ..].LoadRow(K);
            o[block.X, ..].Store(mode == Mode.Scaled ? (x + y) * factor : Local(x, y));
        }

        private static Tile Local(Tile x, Tile y) => x - y;
        """, "Sum.cs");
}
