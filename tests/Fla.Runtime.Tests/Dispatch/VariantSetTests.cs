namespace Fla.Tests;

/// <summary>Variants that come from several assemblies and threads.</summary>
public sealed class VariantSetTests
{
    private const string Signature = "same";

    [Fact]
    public async Task ExtensionsComeWhileTheSetIsRead()
    {
        VariantSet<Sample> set = Set("variant_set_read", 16, 64);
        int[] added = [.. Enumerable.Range(1, 60).Select(static i => i * 3)];
        using Barrier start = new(4);
        Task[] writers = [.. Enumerable.Range(0, 3).Select(writer => Task.Run(() =>
        {
            start.SignalAndWait();
            foreach (int k in added.Where(k => k / 3 % 3 == writer))
                KernelRegistry.Extend("variant_set_read", Extension(k));
        }))];
        start.SignalAndWait();
        int seen = 0;
        while (seen < added.Length + 2)
        {
            Sample[] now = set.Span.ToArray();
            Assert.True(now.Length >= seen);
            Assert.Equal(now.Select(static v => v.K).Order(), now.Select(static v => v.K));
            seen = now.Length;
        }

        await Task.WhenAll(writers);
        Assert.Equal(added.Append(16).Append(64).Order(), set.All.Select(static v => v.K));
    }

    [Fact]
    public void AVariantThatIsThereStays()
    {
        VariantSet<Sample> set = Set("variant_set_stays", 16);
        KernelRegistry.Extend("variant_set_stays", Extension(8));
        Sample first = set.All[0];
        KernelRegistry.Extend("variant_set_stays", Extension(4));
        KernelRegistry.Extend("variant_set_stays", Extension(8));
        Assert.Equal([4, 8, 16], set.All.Select(static v => v.K));
        Assert.Same(first, set.All[1]);
    }

    [Fact]
    public void TheLastOfTwoAssembliesWins()
    {
        VariantSet<Sample> set = Set("variant_set_last", 16);
        KernelRegistry.Extend("variant_set_last", Extension(16, "second"));
        KernelRegistry.Extend("variant_set_last", Extension(16, "third"));
        Assert.Equal("third", Assert.Single(set.All).ContentHash);
    }

    [Fact]
    public void AnotherSignatureIsAProblem()
    {
        VariantSet<Sample> set = Set("variant_set_problem", 16);
        Assert.Empty(set.Problems);
        KernelRegistry.Extend("variant_set_problem", Extension(8, signature: "other"));
        Assert.Equal(16, Assert.Single(set.All).K);
        Assert.StartsWith("1 variants of kernel variant_set_problem in Fla.Runtime.Tests ", Assert.Single(set.Problems), StringComparison.Ordinal);
    }

    private static VariantSet<Sample> Set(string kernel, params int[] own) =>
        new(kernel, Signature, KernelTarget.Cpu, () => [.. own.Select(static k => new Sample(k, "first"))], static e => new Sample(e.Number("K"), e.ContentHash), static (a, b) => a.K.CompareTo(b.K));

    private static KernelExtension Extension(int k, string hash = "first", string signature = Signature) =>
        new(typeof(VariantSetTests).Assembly, signature, $"K{k}", ElementType.Float32, hash, [new("K", $"{k}")], [], new VariantResources(0, 0, 0, 0, 0, 1), new CpuCode(default, static _ => ""));

    private sealed class Sample(int k, string hash)
        : KernelVariant($"K{k}", "sample", ElementType.Float32, hash, [new("K", $"{k}")], new VariantResources(0, 0, 0, 0, 0, 1), new CpuCode(default, static _ => ""))
    {
        public int K { get; } = k;
    }
}
