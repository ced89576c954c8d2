namespace Fla.Interop.Tests;

/// <summary>Rounded floats.</summary>
internal static class Elements<T> where T : unmanaged
{
    public static T From(float value) => (T)(ElementTypes.Of<T>() switch
    {
        ElementType.Float32 => (object)value,
        ElementType.BFloat16 => (BFloat16)value,
        _ => (Half)value,
    });
}
