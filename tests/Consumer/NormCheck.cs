using System;
using System.Linq;
using Fla;

namespace Consumer;

/// <summary>The project's own kernel against the same template in the interpreter.</summary>
internal static class NormCheck
{
    private const int Tokens = 1000;
    private const int Width = 100;
    private const float Epsilon = 1e-6f;

    public static bool Passes()
    {
        using HostTensor<float> x = Numbers.Fill(new HostTensor<float>(Tokens, Width), 1), residual = Numbers.Fill(new HostTensor<float>(Tokens, Width), 2);
        using HostTensor<float> weight = Numbers.Fill(new HostTensor<float>(Width), 3);
        using HostTensor<float> sum = new(Tokens, Width), y = new(Tokens, Width), expectedSum = new(Tokens, Width), expectedY = new(Tokens, Width);

        ResidualNormKernel.Variant variant = ResidualNormKernel.Select(ElementType.Float32, Width, new Rows(Tokens))
            ?? throw new InvalidOperationException("The project's own template has no variant.");
        Grid grid = new Rows(Tokens).Grid(variant.rows);
        ResidualNormKernel.Launch(variant, grid, x.In, residual.In, weight.In, sum.Out, y.Out, Epsilon);
        Reference.Run(grid, block => Templates.ResidualNorm(
            block, variant.D, variant.rows, x.In, residual.In, weight.In, expectedSum.Out, expectedY.Out, Epsilon));

        bool dimensions = ResidualNormKernel.Variants.Select(static v => v.D).Distinct().SequenceEqual([64, 128]);
        return dimensions
            & Report.Close("sum", variant.Id, sum.Span, expectedSum.Span)
            & Report.Close("y", variant.Id, y.Span, expectedY.Span);
    }
}
