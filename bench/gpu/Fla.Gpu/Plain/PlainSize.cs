namespace Fla.Gpu;

/// <summary>How large a call of a plain template is, and how its rows lie.</summary>
internal enum PlainSize
{
    /// <summary>A few tiles, no axis a multiple of anything: elements are copied one by one, and masked.</summary>
    Tiny,

    /// <summary>Many tiles; rows begin at multiples of 16 bytes, and no axis is a multiple of a tile.</summary>
    Ragged,

    /// <summary>Many tiles, all of them whole.</summary>
    Whole,
}
