namespace Fla;

/// <summary>What a token of a delta rule takes out of the state before it writes.</summary>
public enum Erase
{
    /// <summary>What its key k reads, times beta: S ← S − β k (kᵀ S).</summary>
    Key,

    /// <summary>What a key of its own, p, reads, times beta: S ← S − β k (pᵀ S).</summary>
    OwnKey,

    /// <summary>What its key reads through a gate b for each channel; what it writes goes through a gate w for each: S ← S − k ((b ⊙ k)ᵀ S).</summary>
    Channels,
}
