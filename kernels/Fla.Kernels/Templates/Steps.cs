namespace Fla;

/// <summary>How many steps a token takes.</summary>
public enum Steps
{
    /// <summary>Two.</summary>
    Two = 2,

    /// <summary>Three.</summary>
    Three = 3,

    /// <summary>Four.</summary>
    Four = 4,
}
