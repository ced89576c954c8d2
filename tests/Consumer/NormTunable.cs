using System.Runtime.CompilerServices;
using Fla;
using Fla.Tuning;

namespace Consumer;

/// <summary>The project's own kernel for the tuner.</summary>
internal sealed class NormTunable() : KernelTunable(ResidualNormKernel.Space, "parallel=64,D=64", "parallel=4096,D=128")
{
    private const float Epsilon = 1e-6f;

    [ModuleInitializer]
    internal static void Register() => Tunables.Register(new NormTunable());

    protected override Trial Call<T>(CallSize size, TrialTensors tensors, TrialRequest request)
    {
        Rows rows = new(size.Parallelism);
        int width = size["D"];
        HostTensor<T> x = tensors.Input<T>(rows.Count, width), residual = tensors.Input<T>(rows.Count, width);
        HostTensor<float> weight = tensors.Input<float>(width);
        HostTensor<T> sum = tensors.Output<T>("sum", rows.Count, width), y = tensors.Output<T>("y", rows.Count, width);
        return new TensorTrial<ResidualNormKernel.Variant>(ResidualNormKernel.Match(request.Element, width, rows, request.Threads), tensors)
        {
            Launch = variant => ResidualNormKernel.Launch(
                variant, rows.Grid(variant.rows), x.In, residual.In, weight.In, sum.Out, y.Out, Epsilon, request.Threads),
            Reference = () => Reference.Run(rows.Grid(8), block => Templates.ResidualNorm(
                block, width, 8, x.In, residual.In, weight.In, sum.Out, y.Out, Epsilon)),
        };
    }
}
