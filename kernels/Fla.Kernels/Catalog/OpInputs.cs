namespace Fla;

/// <summary>The inputs of one call of an op, by name.</summary>
public sealed record OpInputs
{
    /// <summary>The element type to compute on. Values are rounded to it where the op's contract says so.</summary>
    public required ElementType ElementType { get; init; }

    /// <summary>The tensors by name; names the op does not know are ignored.</summary>
    public required IDictionary<string, NamedTensor> Tensors { get; init; }

    /// <summary>The factor on the output, or null for the op's default.</summary>
    public float? Scale { get; init; }

    /// <summary>Whether rows of q and k are normalised first.</summary>
    public bool UseQkL2Norm { get; init; }

    /// <summary>The layer, for ops whose decay depends on it: the first of one unless given.</summary>
    public Layer Layer { get; init; } = new(0, 1);

    /// <summary>The N + 1 boundaries of N sequences packed along T (B = 1), or null: a batch.</summary>
    public long[]? CuSeqlens { get; init; }
}
