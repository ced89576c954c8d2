using Fla.Generators.Ir;

namespace Fla.Generators.Lower.Cuda;

/// <summary>The inverse of a unit lower triangle, by the whole block.</summary>
internal sealed partial class CudaEmitter
{
    /// <summary>(I + L)⁻¹: blocks of 16 by substitution, a thread a column, then pairs of blocks merge.</summary>
    private void Invert(Op op)
    {
        int n = op.Result.Tile.Rows;
        if (n % 16 != 0 || (n & (n - 1)) != 0)
            throw NotRepresentable(op, $"A solve of {n}×{n} on a GPU", "use a power of two from 16");
        Image lower = memory.Touch(memory.Find(op.Arguments[0], ImageKind.Number)!, write: false);
        Image inverse = memory.Touch(isWide ? Images(op.Result).Single() : memory.Scratch(op.Result, 0), write: true);
        // The upper triangle of L is nothing to anybody: there is room for what passes from one step of a merge to the next.
        bool own = plan.Uses.Of(op.Arguments[0]).Count == 1;
        Image scratch = own ? lower : memory.Scratch(op.Result, 1);
        pass.Line($"L.InvertBlocks({At(lower)}, {lower.Stride}, {At(inverse)}, {inverse.Stride}, {n}, warp, lane, {Warps});");
        EndPass();
        bool straight = !isWide && plan.IsOperand(op.Result) && !plan.IsNumber(op.Result);
        for (int size = 16; size < n; size *= 2)
        {
            string shape = $"{At(lower)}, {lower.Stride}, {At(inverse)}, {inverse.Stride}, {At(scratch)}{(own ? $" + {size * 4}u" : "")}, {scratch.Stride}, {n}, {Log2(size)}, tid, {Threads}";
            memory.Touch(lower, write: false);
            memory.Touch(inverse, write: false);
            memory.Touch(scratch, write: true);
            pass.Line($"L.MergeFirst({shape});");
            EndPass();
            memory.Touch(scratch, write: false);
            if (straight && size * 2 == n)
            {
                // The last merge and the rest of the result at once, as the products want it.
                Image result = memory.Touch(Images(op.Result).Single(), write: true);
                memory.Touch(inverse, write: false);
                pass.Line($"L.MergeSecond({shape}, {(suffix == "Bf16" ? 1 : 2)}, {At(result)}, {result.Stride});");
                pass.Line($"L.PackDiagonal{suffix}({At(inverse)}, {inverse.Stride}, {At(result)}, {result.Stride}, {Log2(size / 2)}, tid, {Threads});");
                return;
            }

            memory.Touch(inverse, write: true);
            pass.Line($"L.MergeSecond({shape}, 0, 0u, 0);");
            EndPass();
        }

        if (isWide)
            return;
        memory.Touch(inverse, write: false);
        Each(op.Result, (r, c) => PairOf(inverse, r, c));
    }

    private static string At(Image image) => $"{image.Base} + {image.Offset}u";

    private string PairOf(Image image, string r, string c) =>
        pair is { } columns ? HalfOfPair(image, r, columns.First, second: c == columns.Second) : $"L.LdF({Address(image, r, c)})";
}
