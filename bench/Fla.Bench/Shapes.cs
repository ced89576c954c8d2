namespace Fla.Bench;

/// <summary>Shapes with one head count and one head dimension.</summary>
internal static class Shapes
{
    public static OpShape Square(int b, int t, int h, int d) => new(b, t, h, h, d, d);

    /// <summary>As <c>fla bench --shape</c> takes it.</summary>
    public static string ToText(this OpShape shape) => $"B={shape.B},T={shape.T},H={shape.H},K={shape.K},V={shape.V}";
}
