using BenchmarkDotNet.Attributes;

namespace Fla.Bench;

/// <summary>The gated delta rule at the shapes of prefill and decode, for each element type and vector width.</summary>
[MemoryDiagnoser]
public class GatedDeltaSuite
{
    private readonly OpOptions _options = new();
    private PreparedOp? _op;

    /// <summary>B, T, H and head dimension.</summary>
    [Params("B=1,T=2048,H=8,K=128", "B=1,T=2048,H=4,K=64", "B=1,T=1,H=32,K=128")]
    public string Shape { get; set; } = "";

    /// <summary>Element type of q, k, v, beta and o.</summary>
    [Params(ElementType.Float32, ElementType.BFloat16, ElementType.Float16)]
    public ElementType Element { get; set; }

    /// <summary>Bits of a vector.</summary>
    [Params(512, 256)]
    public int VectorBits { get; set; }

    /// <summary>Makes the inputs.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        CpuTarget.VectorBits = VectorBits;
        Dictionary<string, int> sizes = Shape.Split(',').Select(static s => s.Split('=')).ToDictionary(static s => s[0], static s => int.Parse(s[1], System.Globalization.CultureInfo.InvariantCulture));
        OpShape shape = new(sizes["B"], sizes["T"], sizes["H"], sizes["H"], sizes["K"], sizes["K"]);
        if (!OpCatalog.TryFind("gated_delta_rule", out OpDescriptor? op))
            throw new InvalidOperationException("The catalog has no gated_delta_rule.");
        _op = op.Prepare(op.Synthesize(shape, Element, seed: 1));
    }

    /// <summary>One call into memory that is there already.</summary>
    [Benchmark]
    public void Forward() => _op!.Run(_options);
}
