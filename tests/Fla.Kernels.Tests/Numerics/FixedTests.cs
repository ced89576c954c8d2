using Fla.Tuning;

namespace Fla.Kernels.Tests;

/// <summary>FLA_NUMERICS=fixed on real kernels: what is tuned for one number of threads must not give other bits than what is tuned for another.</summary>
public class FixedTests
{
    private const string Shape = "B=1,T=100,H=2,K=64";

    public static TheoryData<string> Ops => ["gated_delta_rule", "kda", "gla", "rwkv7", "gated_delta_product"];

    /// <summary>The forms of an op differ in bits, and each tuning chose another one.</summary>
    [Theory, MemberData(nameof(Ops))]
    public void TuningForThreadsDoesNotChangeTheBits(string op)
    {
        Tunable tunable = Tunables.Find(op)!;
        Matchup[] calls = [.. ((int[])[1, 2, 3]).Select(threads => tunable.Match(new(Shape, ElementType.Float32, threads)))];
        ILookup<string, KernelVariant> forms = calls[0].Contenders.Select(static c => c.Variant).ToLookup(static v => v.Kernel);
        Assert.True(forms.Count > 1);
        string[] kernels = [.. forms.Select(static f => f.Key)];
        Evidence[] evidence = [.. calls.SelectMany((call, i) => call.Contenders.SelectMany(c => Times(call, c.Variant, c.Variant.Kernel == kernels[i % kernels.Length])))];

        Assert.True(Chosen(NumericsMode.Any).Distinct().Count() > 1);
        Assert.Single(Chosen(NumericsMode.Fixed).Distinct());

        IEnumerable<string> Chosen(NumericsMode mode)
        {
            DispatcherSettings settings = new() { Device = Device.Cpu, Toolchain = Toolchain.Cpu, Store = new MemoryStore("test", evidence), Numerics = mode };
            return [.. calls.Select(call => new Dispatcher(settings).Resolve(call.Problem, call.Contenders).Variant!.Kernel)];
        }
    }

    /// <summary>Variants of one class give the same bits in a call that is none of the gate's.</summary>
    [Theory, MemberData(nameof(Ops))]
    public void TheClassOfTheGateIsThatOfOtherCalls(string op)
    {
        Tunable tunable = Tunables.Find(op)!;
        TrialRequest request = new(Shape, ElementType.Float32, 1);
        OpInputs inputs = Inputs.Random(op, new(2, 75, 1, 2, 64, 64), ElementType.Float32);
        string[] variants = [.. tunable.Match(request).Contenders.Select(static c => c.Variant.Id)];
        ILookup<string, string> classes = variants.ToLookup(id => CorrectnessGate.Check(tunable.Gate(request), id).Bits);
        Assert.Null(CorrectnessGate.Check(tunable.Gate(request), variants[0]).Rejection);
        Assert.True(classes.Count > 1, "all forms gave the same bits");
        foreach (IGrouping<string, string> same in classes)
        {
            IReadOnlyDictionary<string, NamedTensor> first = Numeric.Run(op, inputs, KernelTarget.Cpu, same.First());
            foreach (string variant in same.Skip(1))
                Numeric.SameBits(first, Numeric.Run(op, inputs, KernelTarget.Cpu, variant, threads: 2));
        }
    }

    private static IEnumerable<Evidence> Times(Matchup call, KernelVariant variant, bool wins)
    {
        EvidenceSite site = call.Problem.Site(Device.Cpu, Toolchain.Cpu, RacePolicy.Cpu.Key);
        long time = wins ? 1000 : 5000;
        yield return Entry(site, [time, time + 1, time + 2, time + 3]);
        yield return Entry(site.Gate(), []);

        Evidence Entry(EvidenceSite at, long[] samples) => new()
        {
            Kernel = variant.Kernel,
            Variant = variant.Id,
            ContentHash = variant.ContentHash,
            Site = at,
            Session = "s",
            When = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Samples = [.. samples],
            Numerics = "gate-" + variant.Kernel,
            Origin = EvidenceOrigin.Own,
        };
    }
}
