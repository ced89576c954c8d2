namespace Fla.Tuning;

/// <summary>What dispatch does about problems that were never measured: the environment variable <c>FLA_TUNE</c>.</summary>
public enum TuneMode
{
    /// <summary>Evidence is neither read nor made: the cost model decides.</summary>
    Off,

    /// <summary>Evidence decides where there is some; nothing is measured. The default.</summary>
    Cached,

    /// <summary>As cached, and what is missing is measured by a second process at idle priority; later calls use it.</summary>
    Background,

    /// <summary>What is missing is measured before the first call of its kind runs.</summary>
    Now,
}
