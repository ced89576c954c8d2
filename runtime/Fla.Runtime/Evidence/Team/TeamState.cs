namespace Fla.Tuning;

/// <summary>How a team's store stands with its server.</summary>
public enum TeamState
{
    /// <summary>The first connection is being made.</summary>
    Connecting,

    /// <summary>The last exchange with the server succeeded.</summary>
    Online,

    /// <summary>The server cannot be used: what was read before answers, and it is tried again by and by.</summary>
    Offline,
}
