namespace Fla.Generators.Lower.Cpu;

/// <summary>A vector width and the register blocks that suit it.</summary>
internal sealed record VectorWidth(int Bits, int BlockRows, int BlockVectors)
{
    /// <summary>32 registers for 512 bits; 16 for the narrower ones on x86, so their accumulators are half as many.</summary>
    public static readonly IReadOnlyList<VectorWidth> All = [new(512, 8, 2), new(256, 4, 2), new(128, 4, 2)];

    public int Lanes => Bits / 32;

    public string Vector => $"Vector{Bits}";

    /// <summary>Vector512&lt;float&gt; and its like, by the alias that every emitted file declares.</summary>
    public string Type => "V";

    // Plain dereferences, and calls with one candidate, bind several times faster in the C# compiler than the extension methods do.
    public string Load(string address) => $"*(V*)({address})";

    public string Store(string address, string value) => $"*(V*)({address}) = {value};";

    public string Splat(string scalar) => $"L.Splat({scalar})";

    public string MultiplyAdd(string x, string y, string sum) => $"L.MultiplyAdd({x}, {y}, {sum})";

    /// <summary>The class of vector helpers that Render/Templates/CpuLanes.sbn makes for this width.</summary>
    public string HelperClass => $"Lanes{Bits}";

    /// <summary>Its alias in emitted files.</summary>
    public string Helpers => "L";
}
