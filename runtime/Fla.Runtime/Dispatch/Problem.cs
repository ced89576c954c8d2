using Fla.Tuning;

namespace Fla;

/// <summary>A question to dispatch: which variant should run a call like this?</summary>
/// <param name="Space">Who competes.</param>
/// <param name="Element">The element type of the tensors.</param>
/// <param name="Dims">The head dimensions and choices asked for.</param>
/// <param name="Size">How big the call is.</param>
/// <param name="Threads">Threads that it may use; 0 on a GPU, where a variant brings its own.</param>
public readonly record struct Problem(DispatchSpace Space, ElementType Element, Dims Dims, WorkSize Size, int Threads)
{
    /// <summary>The problem as a key of evidence.</summary>
    public EvidenceSite Site(Device device, Toolchain toolchain, string policy)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(toolchain);
        return new(Element.ToShortName(), Space.DimsText(Dims), Space.BucketText(Size, Threads), device.Id, toolchain.ToString(), policy);
    }

    /// <inheritdoc/>
    public bool Equals(Problem other) =>
        ReferenceEquals(Space, other.Space) && Element == other.Element && Size == other.Size && Threads == other.Threads && Dims == other.Dims;

    /// <inheritdoc/>
    public override int GetHashCode() =>
        (((((Dims.GetHashCode() * 31) + (int)Element) * 31) + Threads) * 31) + (int)(Size.Extent * 0x9E3779B1) + ((int)Size.Parallelism * 0x85EBCA6);

    /// <summary>Name, element type, dims and bucket.</summary>
    public override string ToString() => $"{Space.Name} {Element.ToShortName()} {Space.DimsText(Dims)} {Space.BucketText(Size, Threads)}";
}
