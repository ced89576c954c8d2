namespace Fla;

/// <summary>The axes of an op: batch, tokens, heads of q and k, heads of v (a multiple of <paramref name="H"/>), key and value dimension.</summary>
/// <param name="B">Batch.</param>
/// <param name="T">Tokens.</param>
/// <param name="H">Heads of q and k.</param>
/// <param name="HV">Heads of v.</param>
/// <param name="K">Head dimension of q and k.</param>
/// <param name="V">Head dimension of v.</param>
public readonly record struct OpShape(int B, int T, int H, int HV, int K, int V);
