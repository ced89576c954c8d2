namespace Fla;

/// <summary>What ran for one call of an op.</summary>
/// <param name="Op">The op's name, for example <c>gated_delta_rule</c>.</param>
/// <param name="Target">Where it ran.</param>
/// <param name="Variant">The id of the variant that ran.</param>
/// <param name="ContentHash">The hash of that variant's code; <c>interpreter</c> for the reference.</param>
/// <param name="Elapsed">The time of the kernel, without validation and allocation.</param>
/// <param name="Segments">How many segments the longest sequence was cut into; 1 when it was not.</param>
public readonly record struct OpRun(string Op, KernelTarget Target, string Variant, string ContentHash, TimeSpan Elapsed, int Segments = 1);
