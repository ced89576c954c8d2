namespace Fla.Generators.Lower.Cpu;

/// <summary>A vector width and the register blocks that suit it.</summary>
internal sealed record VectorWidth(int Bits, int BlockRows, int BlockVectors)
{
    /// <summary>32 registers for 512 bits; 16 for the narrower ones on x86, so their accumulators are half as many.</summary>
    public static readonly IReadOnlyList<VectorWidth> All = [new(512, 8, 2), new(256, 4, 2), new(128, 4, 2)];

    public int Lanes => Bits / 32;

    public string Vector => $"Vector{Bits}";

    public string Type => $"Vector{Bits}<float>";

    /// <summary>The class of vector helpers that Render/Templates/CpuVector.sbn makes for this width.</summary>
    public string Helpers => $"Lanes{Bits}";
}
