using Fla.Cuda;

namespace Fla;

/// <summary>The kernels of some recurrences that differ by their choices only: the two forms of a template, which compete for each call.</summary>
internal abstract class Family
{
    public static readonly Family Delta = new DeltaFamily();

    public static readonly Family Additive = new AdditiveFamily();

    public static readonly Family LowRank = new LowRankFamily();

    public static readonly Family DeltaProduct = new DeltaProductFamily();

    /// <summary>The names of its kernels begin with it.</summary>
    public abstract string Name { get; }

    public abstract IEnumerable<KernelVariant> CudaVariants { get; }

    /// <summary>Whether what a token leaves of a state is the state times a factor for each key channel, and nothing across channels.</summary>
    public abstract bool DecaysByChannel { get; }

    /// <summary>What a variant computes; null of another family's.</summary>
    public abstract Form? FormOf(KernelVariant variant);

    /// <summary>The CPU's variants that fit a call.</summary>
    public abstract IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, int threads);

    /// <summary>A GPU's variants that fit a call; what is expected of each is for a call that is not cut.</summary>
    public abstract IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, CudaLimits device);

    /// <summary>Runs a variant of this family.</summary>
    public abstract void Run<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> call, int threads) where T : unmanaged;

    /// <summary>Launches a variant of this family.</summary>
    public abstract void Launch<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> call, CudaStream stream) where T : unmanaged;

    /// <summary>One program of the chunked template, in the interpreter.</summary>
    public abstract void Chunk<T>(Block block, int k, int v, int chunk, in RecurrenceCall<T> call) where T : unmanaged;

    /// <summary>One program of the recurrent template, in the interpreter.</summary>
    public abstract void Recurrent<T>(Block block, int k, int v, in RecurrenceCall<T> call) where T : unmanaged;

    /// <summary>Columns of V that a program of a variant has.</summary>
    public int SliceOf(KernelVariant variant) => FormOf(variant)!.Value.Slice;
}
