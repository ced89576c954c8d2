namespace Fla.Tuning;

/// <summary>Whether tuning may change the bits of results: the environment variable <c>FLA_NUMERICS</c>.</summary>
public enum NumericsMode
{
    /// <summary>Every variant that is right may win. The default.</summary>
    Any,

    /// <summary>
    /// Only variants may win whose results had, in the gate, the same bits as those of one that the call alone determines: so results
    /// do not depend on what was tuned, on the number of threads or on the rank of a process.
    /// </summary>
    Fixed,
}
