namespace Fla;

/// <summary>How the state of a linear-attention recurrence forgets between two tokens.</summary>
public enum Decay
{
    /// <summary>No forgetting: S ← S + ….</summary>
    None,

    /// <summary>One log-space gate a head: S ← e^g S + ….</summary>
    PerHead,

    /// <summary>One log-space gate a key channel: S ← diag(e^g) S + ….</summary>
    PerKey,

    /// <summary>One log-space gate a value channel: S ← S diag(e^g) + ….</summary>
    PerValue,
}
