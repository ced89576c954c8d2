namespace Fla;

/// <summary>Rows divided by their length or root mean square.</summary>
/// <remarks>
/// Zhang, Sennrich, "Root Mean Square Layer Normalization" (2019). Shapes: x, gate, y [A, R, H, D]; weight [D]. Programs: X = slice of R, Y = H,
/// Z = A. x and y may be the same memory. The first columns stay where they are between the two walks over a row; wider rows are read again.
/// </remarks>
public static class RowTemplates
{
    /// <summary>y = x / √(Σ x² + epsilon).</summary>
    [KernelTemplate("l2_norm")]
    public static void L2Norm<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [Tune(16)] int BR, [Tune(128)] int BD, In<TElem> x, Out<TElem> y, float epsilon)
        where TElem : unmanaged
    {
        int row = block.X * BR;
        int h = block.Y;
        int a = block.Z;
        Tile first = x[a, row..(row + BR), h, 0..BD].Load(BR, BD);
        Tile squares = Tile.Sum(first * first, 1);
        for (int c = BD; c < x.Dim(3); c += BD)
        {
            Tile part = x[a, row..(row + BR), h, c..(c + BD)].Load(BR, BD);
            squares = squares + Tile.Sum(part * part, 1);
        }

        Tile factor = Tile.Rsqrt(squares + epsilon);
        for (int c = BD; c < x.Dim(3); c += BD)
        {
            Tile part = x[a, row..(row + BR), h, c..(c + BD)].Load(BR, BD);
            y[a, row..(row + BR), h, c..(c + BD)].Store(part * factor);
        }

        y[a, row..(row + BR), h, 0..BD].Store(first * factor);
    }

    /// <summary>y = x / √(mean(x²) + epsilon) ⊙ weight ⊙ act(gate), where act is sigmoid, or gate · sigmoid(gate).</summary>
    [KernelTemplate("gated_rms_norm")]
    public static void GatedRmsNorm<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [Tune(16)] int BR, [Tune(128)] int BD, In<TElem> x, In<TElem> gate, In<TElem> weight, Out<TElem> y, float epsilon, bool swish)
        where TElem : unmanaged
    {
        int row = block.X * BR;
        int h = block.Y;
        int a = block.Z;
        Tile first = x[a, row..(row + BR), h, 0..BD].Load(BR, BD);
        Tile squares = Tile.Sum(first * first, 1);
        for (int c = BD; c < x.Dim(3); c += BD)
        {
            Tile part = x[a, row..(row + BR), h, c..(c + BD)].Load(BR, BD);
            squares = squares + Tile.Sum(part * part, 1);
        }

        Tile factor = Tile.Rsqrt(squares / x.Dim(3) + epsilon);
        for (int c = BD; c < x.Dim(3); c += BD)
        {
            Tile part = x[a, row..(row + BR), h, c..(c + BD)].Load(BR, BD);
            Tile w = weight.IsEmpty ? Tile.Full(1, BD, 1) : weight[c..(c + BD)].LoadRow(BD);
            Tile z = gate[a, row..(row + BR), h, c..(c + BD)].Load(BR, BD);
            Tile act = Tile.Sigmoid(z);
            if (swish)
                act = act * z;
            y[a, row..(row + BR), h, c..(c + BD)].Store(part * factor * w * act);
        }

        Tile w0 = weight.IsEmpty ? Tile.Full(1, BD, 1) : weight[0..BD].LoadRow(BD);
        Tile z0 = gate[a, row..(row + BR), h, 0..BD].Load(BR, BD);
        Tile act0 = Tile.Sigmoid(z0);
        if (swish)
            act0 = act0 * z0;
        y[a, row..(row + BR), h, 0..BD].Store(first * factor * w0 * act0);
    }
}
