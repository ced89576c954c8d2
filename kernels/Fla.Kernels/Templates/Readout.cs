namespace Fla;

/// <summary>What an additive recurrence reads of its state.</summary>
public enum Readout
{
    /// <summary>o = scale · qᵀ S, after the token's own update.</summary>
    After,

    /// <summary>The same, divided by scale · qᵀ z + 10⁻¹⁰, z being the sum of the keys so far.</summary>
    Normalized,

    /// <summary>o = scale · qᵀ (S + (u ⊙ k) vᵀ), before the token's own update.</summary>
    Bonus,
}
