namespace Fla.Tuning;

/// <summary>Who vouches for an entry. It is not part of the entry: a file cannot claim it.</summary>
public enum EvidenceOrigin
{
    /// <summary>From a file or a server. Its winner must pass the gate on this machine before it runs.</summary>
    Foreign,

    /// <summary>Built into an assembly beside the kernels, and as trusted as they are.</summary>
    Shipped,

    /// <summary>Measured by this user on this machine, after the gate.</summary>
    Own,
}
