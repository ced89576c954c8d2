namespace Fla.Cuda.Tests;

/// <summary>What the name of an op's emitted kernel says.</summary>
/// <param name="Op">The first op that it computes.</param>
/// <param name="IsChunk">Whether it takes tokens by chunks.</param>
/// <param name="Element">Its element type.</param>
/// <param name="K">Most key channels.</param>
/// <param name="Slice">Columns of V that a program has.</param>
internal sealed record KernelName(Recurrence Op, bool IsChunk, ElementType Element, int K, int Slice)
{
    // The longer of two names that begin alike first.
    private static readonly Family[] Families = [Family.DeltaProduct, Family.Delta, Family.Additive, Family.LowRank];

    /// <summary>Whether a kernel is one of the ops' own.</summary>
    public static bool IsOfAFamily(string name) => Families.Any(f => name.StartsWith(f.Name + "_", StringComparison.Ordinal));

    /// <summary>Such as <c>delta_chunk_bf16_K64_BV64_C32_PerHead_Key_cuda</c>.</summary>
    public static KernelName Parse(string name)
    {
        Family family = Families.First(f => name.StartsWith(f.Name + "_", StringComparison.Ordinal));
        string[] parts = name[(family.Name.Length + 1)..].Split('_');
        bool chunk = parts[0] == "chunk";
        ElementType element = parts[1] switch { "f32" => ElementType.Float32, "f16" => ElementType.Float16, _ => ElementType.BFloat16 };
        Kind kind = family == Family.DeltaProduct
            ? new(Decay.PerHead, Steps: chunk ? (int)Choice<Steps>(parts) : 2)
            : new(Choice<Decay>(parts), Choice<Readout>(parts), Choice<Erase>(parts));
        Recurrence op = Recurrences.All.Concat(Recurrences.Parts).Where(r => r.Family == family && r.TunedAs is null).Select(r => r.WithSteps(kind.Steps)).First(r => r.Kind == kind);
        return new(op, chunk, element, int.Parse(parts[2][1..]), int.Parse(parts[3][2..]));
    }

    /// <summary>The first value where the template has no such choice.</summary>
    private static TChoice Choice<TChoice>(string[] parts) where TChoice : struct, Enum =>
        parts.Select(static part => !char.IsDigit(part[0]) && Enum.TryParse(part, out TChoice choice) ? choice : default(TChoice?)).FirstOrDefault(static c => c is not null) ?? default;
}
