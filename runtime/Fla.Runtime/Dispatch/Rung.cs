namespace Fla;

/// <summary>How a variant came to be chosen: the rungs of the ladder, tried in this order.</summary>
public enum Rung
{
    /// <summary>The caller named it.</summary>
    Pinned,

    /// <summary>It won among measured variants at this very key.</summary>
    Tuned,

    /// <summary>It won at the nearest key that was measured: another class of shapes, device or toolchain.</summary>
    Nearest,

    /// <summary>The cost model expects it to be the fastest; nothing near was measured.</summary>
    Heuristic,
}
