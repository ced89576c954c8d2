namespace Fla;

/// <summary>The element type of q, k, v, beta and o. States, gates and accumulation are always float32.</summary>
public enum ElementType
{
    /// <summary>IEEE binary32: 24 significant bits.</summary>
    Float32,

    /// <summary>The upper half of binary32: 8 significant bits, the same exponent range.</summary>
    BFloat16,

    /// <summary>IEEE binary16: 11 significant bits, largest finite value 65,504.</summary>
    Float16,
}
