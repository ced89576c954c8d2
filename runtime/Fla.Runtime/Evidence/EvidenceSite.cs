namespace Fla.Tuning;

/// <summary>Where and for what something was measured. Times of variants are comparable within one site and nowhere else.</summary>
/// <param name="Element">Element type: <c>f32</c>, <c>bf16</c>, <c>f16</c>.</param>
/// <param name="Dims">Head dimensions and choices asked for: <c>K=128,V=128</c>.</param>
/// <param name="Bucket">Class of shapes: <c>T=2048,N=8,threads=2</c>; <see cref="AnyBucket"/> for what holds at every size.</param>
/// <param name="Device">What it ran on: <see cref="Fla.Device.Id"/>.</param>
/// <param name="Toolchain">What compiled it: <see cref="Fla.Toolchain.ToString"/>.</param>
/// <param name="Policy">How it was measured: <see cref="RacePolicy.Key"/>.</param>
public sealed record EvidenceSite(string Element, string Dims, string Bucket, string Device, string Toolchain, string Policy)
{
    /// <summary>The bucket of gate results: whether a variant is right does not depend on the length of a sequence.</summary>
    public const string AnyBucket = "*";

    /// <summary>The same site for gate results.</summary>
    public EvidenceSite Gate() => this with { Bucket = AnyBucket };

    /// <summary>Names of the fields in which two sites differ.</summary>
    public IEnumerable<string> Differences(EvidenceSite other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Element != other.Element)
            yield return "element";
        if (Dims != other.Dims)
            yield return "dims";
        if (Bucket != other.Bucket)
            yield return "bucket";
        if (Device != other.Device)
            yield return "device";
        if (Toolchain != other.Toolchain)
            yield return "toolchain";
        if (Policy != other.Policy)
            yield return "policy";
    }
}
