using System.Runtime.CompilerServices;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>A kernel that doubles numbers, in variants that are right and in variants that no gate may let through.</summary>
internal sealed unsafe class Planted : KernelVariant
{
    public const string KernelName = "planted";
    public static readonly DispatchSpace Space = new(KernelName, "T", "N", new Dim("K"));

    /// <summary>Where those that are right compete, one of which rounds otherwise.</summary>
    public static readonly DispatchSpace BitsSpace = new("planted_bits", "T", "N", new Dim("K"));

    private static int s_runs;

    private Planted(string name, double cycles, CpuEntry entry) : base(
        $"{KernelName}/cpu/{name}", KernelName, ElementType.Float32, Hash(name), [], new VariantResources(0, 1, 0, 0, cycles, 1), new CpuCode(entry, static _ => ""))
    {
    }

    public static Planted Slow { get; } = new("slow", 1000, Code(&DoubleSlowly));
    public static Planted Fast { get; } = new("fast", 3000, Code(&Double));
    public static Planted Rounding { get; } = new("rounding", 5000, Code(&DoubleRounding));
    public static Planted Wrong { get; } = new("wrong", 9000, Code(&DoubleAlmost));
    public static Planted Unwritten { get; } = new("unwritten", 9000, Code(&DoubleHalf));
    public static Planted Fickle { get; } = new("fickle", 9000, Code(&DoubleFickly));
    public static Planted Throwing { get; } = new("throwing", 9000, Code(&Throw));
    public static Planted Losing { get; } = new("losing", 9000, Code(&Lose));
    public static Planted Crashing { get; } = new("crashing", 9000, Code(&Crash));

    /// <summary>All of them; the cost model prefers the slow one.</summary>
    public static Planted[] All => [Slow, Fast, Wrong, Unwritten, Fickle, Throwing, Losing, Crashing];

    public static Planted[] Right => [Slow, Fast, Rounding];

    public static Planted[] Bad => [Wrong, Unwritten, Fickle, Throwing, Losing, Crashing];

    public static Planted Find(string name) => All.Single(v => v.Id == $"{KernelName}/cpu/{name}");

    public static Contender[] Contenders(params Planted[] variants) =>
        [.. variants.Select(static v => new Contender(v, v.Resources.LoopCycles))];

    public static Problem Problem(long extent = 4096, DispatchSpace? space = null) => new(space ?? Space, ElementType.Float32, new Dims(64), new WorkSize(extent, 1), 1);

    [ModuleInitializer]
    internal static void Register()
    {
        Tunables.Register(new PlantedTunable());
        Tunables.Register(new PlantedTunable(BitsSpace, Right));
    }

    private static string Hash(string name) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));

    private static CpuEntry Code(delegate*<void*, int, int, int, float*, void> code) => new(code, code, code);

    private static void Double(void* arguments, int x, int y, int z, float* scratch)
    {
        PlantedArguments* a = (PlantedArguments*)arguments;
        for (int i = 0; i < a->Count; i++)
            a->Y[i] = 2 * a->X[i];
    }

    private static void DoubleSlowly(void* arguments, int x, int y, int z, float* scratch)
    {
        // So slow that a busy machine, which may stop the fast one for some samples, does not make them look alike.
        for (int repeat = 0; repeat < 16; repeat++)
            Double(arguments, x, y, z, scratch);
    }

    /// <summary>Right within any tolerance, and not bit by bit.</summary>
    private static void DoubleRounding(void* arguments, int x, int y, int z, float* scratch)
    {
        PlantedArguments* a = (PlantedArguments*)arguments;
        for (int i = 0; i < a->Count; i++)
            a->Y[i] = MathF.BitIncrement(2 * a->X[i]);
    }

    private static void DoubleAlmost(void* arguments, int x, int y, int z, float* scratch)
    {
        PlantedArguments* a = (PlantedArguments*)arguments;
        for (int i = 0; i < a->Count; i++)
            a->Y[i] = i % 32 == 31 ? 2.01f * a->X[i] : 2 * a->X[i];
    }

    private static void DoubleHalf(void* arguments, int x, int y, int z, float* scratch)
    {
        PlantedArguments* a = (PlantedArguments*)arguments;
        for (int i = 0; i < a->Count - (a->Count % 16); i++)
            a->Y[i] = 2 * a->X[i];
    }

    private static void DoubleFickly(void* arguments, int x, int y, int z, float* scratch)
    {
        Double(arguments, x, y, z, scratch);
        PlantedArguments* a = (PlantedArguments*)arguments;
        a->Y[0] *= 1 + ((s_runs++ & 1) * 2e-7f);
    }

    private static void Throw(void* arguments, int x, int y, int z, float* scratch) => throw new InvalidOperationException("planted");

    /// <summary>As a kernel that touched memory that is not its own: the process has no GPU any more.</summary>
    private static void Lose(void* arguments, int x, int y, int z, float* scratch) => throw new CudaException(700, "planted: illegal address");

    private static void Crash(void* arguments, int x, int y, int z, float* scratch) => Environment.FailFast("planted");
}

internal unsafe struct PlantedArguments
{
    public float* X;
    public float* Y;
    public int Count;
}

internal sealed unsafe class PlantedTunable(DispatchSpace space, params Planted[] variants) : KernelTunable(space, "T=4096,K=64")
{
    private readonly DispatchSpace _space = space;

    public PlantedTunable() : this(Planted.Space, Planted.All)
    {
    }

    protected override Trial Call<T>(CallSize size, TrialTensors tensors, TrialRequest request)
    {
        int count = size.Extent;
        HostTensor<float> x = tensors.Input<float>(count), y = tensors.Output<float>("y", count);
        return new TensorTrial<Planted>(new(Planted.Problem(count, _space), Planted.Contenders(variants)), tensors)
        {
            Launch = variant =>
            {
                PlantedArguments arguments = new() { X = x.In.Data, Y = y.Out.Data, Count = count };
                CpuTarget.Run(variant, &arguments, new Grid(1), 1);
            },
            Reference = () =>
            {
                for (int i = 0; i < count; i++)
                    y.Span[i] = x.Span[i] + x.Span[i];
            },
        };
    }
}
