using Fla.Cuda;

namespace Fla;

/// <summary>The choice among variants before anything was measured: the compiler's cost estimate, spread over the cores or multiprocessors.</summary>
public static class Heuristic
{
    /// <summary>Handing programs to other threads and waiting for the last of them: about two microseconds.</summary>
    private const double ForkCycles = 8000;

    /// <summary>Estimated cycles until the last core is done.</summary>
    /// <param name="resources">The variant's resources.</param>
    /// <param name="programs">Programs to run.</param>
    /// <param name="extent">How far the main loop of each runs.</param>
    /// <param name="threads">Cores to spread them over.</param>
    public static double Cycles(VariantResources resources, long programs, long extent, int threads)
    {
        double iterations = Math.Ceiling((double)extent / resources.LoopStep);
        double rounds = Math.Ceiling((double)programs / Math.Max(1, threads));
        double fork = programs > 1 && threads > 1 ? ForkCycles : 0;
        return fork + (rounds * (resources.FixedCycles + (iterations * resources.LoopCycles)));
    }

    /// <summary>Estimated cycles until the last multiprocessor of a GPU is done.</summary>
    /// <param name="resources">The variant's resources.</param>
    /// <param name="blocks">Blocks to run.</param>
    /// <param name="extent">How far the main loop of each runs.</param>
    /// <param name="device">The GPU.</param>
    public static double Cycles(VariantResources resources, long blocks, long extent, CudaLimits device)
    {
        ArgumentNullException.ThrowIfNull(device);
        double iterations = Math.Ceiling((double)extent / resources.LoopStep);
        double waves = Math.Ceiling((double)blocks / ((double)device.Multiprocessors * device.BlocksAtOnce(resources)));
        return waves * (resources.FixedCycles + (iterations * resources.LoopCycles));
    }
}
