namespace Fla.Tests.Tuning;

/// <summary>How far results may be from a reference.</summary>
public sealed class AccuracyTests
{
    /// <summary>On GPUs, products of fp32 numbers are tf32.</summary>
    [Theory]
    [InlineData(ElementType.Float32, KernelTarget.Cpu, 1e-5)]
    [InlineData(ElementType.Float32, KernelTarget.Reference, 1e-5)]
    [InlineData(ElementType.Float32, KernelTarget.Cuda, 1e-3)]
    [InlineData(ElementType.Float16, KernelTarget.Cuda, 1e-3)]
    [InlineData(ElementType.BFloat16, KernelTarget.Cuda, 5e-3)]
    public void TheTargetHasASay(ElementType type, KernelTarget target, double tolerance) => Assert.Equal(tolerance, Accuracy.Tolerance(type, target));
}
