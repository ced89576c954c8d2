namespace Fla.Bench;

/// <summary>Something that was measured alone.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Samples">Its times in milliseconds.</param>
/// <param name="AllocatedBytes">Bytes that one call allocates, if it was asked.</param>
internal sealed record Measurement(string Name, Samples Samples, double? AllocatedBytes = null);
