using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>Gated slot attention: both passes and what lies between them.</summary>
public class SlotTests
{
    public static IEnumerable<object[]> EachTarget => Targets.Product(Targets.All);

    public static IEnumerable<object[]> EachTargetAndElement => Targets.Product(Targets.All, Targets.Elements);

    [Theory, MemberData(nameof(EachTargetAndElement))]
    public void Any_shape(KernelTarget target, ElementType element)
    {
        foreach (OpShape shape in (OpShape[])
        [
            new(2, 37, 1, 2, 60, 100) { M = 33 },
            new(1, 16, 2, 2, 32, 64) { M = 64 },
            new(1, 33, 1, 1, 3, 5) { M = 1 },
            new(1, 1, 1, 2, 100, 33) { M = 130 },
            new(2, 0, 1, 1, 8, 8) { M = 8 },
        ])
            Numeric.MatchesOracle("gsa", Random(shape, element), target);
    }

    [Theory, MemberData(nameof(EachTargetAndElement))]
    public void Packed_sequences(KernelTarget target, ElementType element) =>
        Numeric.MatchesOracle("gsa", Random(new(1, 59, 2, 4, 20, 12) { M = 17 }, element, cuSeqlens: [0, 0, 1, 18, 18, 59]), target);

    [Theory, MemberData(nameof(EachTargetAndElement))]
    public void Any_gates(KernelTarget target, ElementType element)
    {
        const int Slots = 19;
        OpInputs inputs = Random(new(1, 50, 1, 2, 16, 12) { M = Slots }, element);
        Func<int, int, float, float>[] patterns =
        [
            static (_, _, _) => 0,
            static (_, _, g) => g - (1000 / 16f),
            static (token, _, g) => token == 21 ? -1000 : g * 0.01f,
            static (token, slot, g) => token % 16 == slot % 16 ? -1000 : g * 0.01f,
            static (token, slot, g) => token is 5 or 38 && slot % 2 == 0 ? float.NegativeInfinity : g,
        ];
        foreach (Func<int, int, float, float> pattern in patterns)
            Numeric.MatchesOracle("gsa", inputs.Map("g", (i, g) => pattern(i / (2 * Slots), i % Slots, g)), target);
    }

    [Theory, MemberData(nameof(EachTarget))]
    public void Keys_may_have_the_heads_of_values_and_scale_is_the_callers(KernelTarget target)
    {
        OpShape shape = new(2, 21, 2, 4, 12, 10) { M = 9 };
        OpInputs inputs = Random(shape), other = Random(shape with { H = 4 });
        Numeric.MatchesOracle("gsa", inputs.With("k", [2, 21, 4, 12], i => other.Tensors["k"].Values[i]) with { Scale = -2.5f }, target);
    }

    [Fact]
    public void Both_forms_of_both_targets_agree()
    {
        OpInputs inputs = Random(new(1, 45, 1, 2, 64, 40) { M = 50 });
        string[] pinned =
        [
            "additive_chunk/cpu/f32-K64-BV64-C16-PerValue-After", "additive_recurrent/cpu/f32-K256-BV64-PerValue-After",
            "additive_chunk/cpu/f32-K64-BV64-C16-PerKey-After", "additive_recurrent/cpu/f32-K64-BV64-PerKey-After",
        ];
        foreach (string variant in pinned)
        {
            OpOutputs outputs = Numeric.Op("gsa").Run(inputs, new() { Variant = variant });
            Assert.Contains(variant, outputs.Run.Variant, StringComparison.Ordinal);
            Numeric.Near(Numeric.Op("gsa").Oracle(inputs), outputs.Tensors, 1e-5);
        }

        Numeric.MatchesOracle("gsa", inputs, KernelTarget.Reference, "reference/additive_recurrent");
    }

    [Theory, MemberData(nameof(EachTarget))]
    public void States_carry_a_sequence_on(KernelTarget target)
    {
        OpInputs whole = Random(new(1, 37, 1, 2, 20, 12) { M = 11 });
        IReadOnlyDictionary<string, NamedTensor> expected = Numeric.Op("gsa").Oracle(whole);
        OpInputs rest = whole;
        List<float> o = [];
        foreach (Range part in (Range[])[0..1, 1..2, 2..21, 21..37])
        {
            (int start, int length) = part.GetOffsetAndLength(37);
            OpInputs now = rest;
            foreach (string name in (string[])["q", "k", "v", "s", "g"])
            {
                NamedTensor tensor = whole.Tensors[name];
                int row = tensor.Values.Length / 37;
                now = now.With(name, [1, length, .. tensor.Shape[2..]], i => tensor.Values[(start * row) + i]);
            }

            IReadOnlyDictionary<string, NamedTensor> outputs = Numeric.Run("gsa", now, target);
            o.AddRange(outputs["o"].Values);
            rest = rest.With("hk0", outputs["hkt"].Shape, i => outputs["hkt"].Values[i]).With("hv0", outputs["hvt"].Shape, i => outputs["hvt"].Values[i]);
        }

        Numeric.Near(expected, new Dictionary<string, NamedTensor> { ["o"] = new(expected["o"].Shape, [.. o]), ["hkt"] = rest.Tensors["hk0"], ["hvt"] = rest.Tensors["hv0"] }, 1e-5);
    }

    [Fact]
    public void One_or_more_threads_give_the_same_bits()
    {
        OpInputs inputs = Random(new(2, 70, 2, 4, 30, 20) { M = 40 });
        Numeric.SameBits(Numeric.Run("gsa", inputs, KernelTarget.Cpu, threads: 1), Numeric.Run("gsa", inputs, KernelTarget.Cpu));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Into_the_callers_memory_in_place_and_poisoned(int tokens)
    {
        OpInputs inputs = Random(new(1, tokens, 1, 2, 24, 20) { M = 13 });
        IReadOnlyDictionary<string, NamedTensor> expected = Numeric.Op("gsa").Oracle(inputs);
        Tensor<float> q = Of("q"), k = Of("k"), v = Of("v"), s = Of("s"), g = Of("g"), keys = Of("hk0"), values = Of("hv0");
        (Tensor<float> o, Tensor<float>? finalKeys, Tensor<float>? finalValues) = GatedSlotAttention.Forward<float>(q, k, v, s, g, initialKeyState: keys, initialValueState: values, outputFinalState: true);
        Assert.Null(GatedSlotAttention.Forward<float>(q, k, v, s, g).FinalKeyState);
        Near("o", o);
        Near("hkt", finalKeys!);
        Near("hvt", finalValues!);

        o.AsTensorSpan().Fill(float.NaN);
        GatedSlotAttention.Forward(
            q, k, v, s, g, o.AsTensorSpan(),
            initialKeyState: keys, initialValueState: values, finalKeyState: keys.AsTensorSpan(), finalValueState: values.AsTensorSpan());
        Near("o", o);
        Near("hkt", keys);
        Near("hvt", values);

        Tensor<float> Of(string name) => Tensor.Create((float[])inputs.Tensors[name].Values.Clone(), [.. inputs.Tensors[name].Shape.Select(static l => (nint)l)]);

        void Near(string name, Tensor<float> actual) => Assert.True(Accuracy.RelativeError([.. actual], expected[name].Values) <= 1e-5, name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_warm_call_allocates_nothing(int tokens)
    {
        const int Heads = 2, Dim = 32;
        nint[] shape = [1, tokens, Heads, Dim], states = [1, Heads, Dim, Dim];
        float[] values = new float[tokens * Heads * Dim], output = new float[values.Length], keyState = new float[Heads * Dim * Dim], valueState = new float[Heads * Dim * Dim];
        OpOptions options = new() { MaxThreads = 1 };
        for (int i = 0; i < 20; i++)
            Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            ReadOnlyTensorSpan<float> x = new(values, shape);
            TensorSpan<float> keys = new(keyState, states), slots = new(valueState, states);
            GatedSlotAttention.Forward(x, x, x, x, x, new TensorSpan<float>(output, shape), null, keys, slots, keys, slots, options: options);
        }
    }

    [Fact]
    public void Tuning_knows_the_scores_and_what_reads_them()
    {
        OpDescriptor op = Numeric.Op("gsa");
        Tuning.Matchup matchup = op.Match(OpShape.Parse("T=2048,H=8,K=128,M=32"), ElementType.Float32, 1);
        Assert.Equal("gsa f32 K=128,M=32 T=2048,N=8,threads=1", matchup.Problem.ToString());
        Assert.All(matchup.Contenders, static c => Assert.Contains("-PerValue-After", c.Variant.Id, StringComparison.Ordinal));
        Tuning.Tunable tunable = Tuning.Tunables.Find("gsa")!;
        Assert.Equal("B=1,T=2048,H=8,HV=8,K=128,V=128,M=32", tunable.ShapeOf(matchup.Problem));
        foreach (KernelVariant variant in SlotSoftmaxKernel.CudaVariants)
            Assert.Contains($"M={((SlotSoftmaxKernel.Variant)variant).M}", Assert.Single(Tuning.Tunables.All, t => t.ShapeOf(variant) is not null).ShapeOf(variant));
        foreach (KernelVariant variant in AdditiveChunkKernel.CudaVariants.Where(static v => v.decay == Decay.PerValue))
            Assert.Equal("gsa", Assert.Single(Tuning.Tunables.All, t => t.ShapeOf(variant) is not null).Name);
    }

    /// <summary>Every trial of the gate, of every variant that fits a shape.</summary>
    [Fact]
    public void Variants_pass_their_gate()
    {
        Tuning.Tunable tunable = Tuning.Tunables.Find("gsa")!;
        Tuning.TrialRequest request = new("T=64,H=2,K=48,M=40", ElementType.Float32, 1);
        foreach (Tuning.Trial trial in tunable.Gate(request))
        {
            using (trial)
            {
                foreach (KernelVariant variant in trial.Contenders.Select(static c => c.Variant))
                {
                    trial.Poison();
                    trial.Run(variant);
                    IReadOnlyDictionary<string, float[]> outputs = trial.Outputs();
                    Assert.All(trial.Expected(), e => Assert.True(Accuracy.RelativeError(outputs[e.Key], e.Value) <= trial.Tolerance, $"{variant.Id} {e.Key}"));
                }
            }
        }
    }

    [Fact]
    public void Other_ops_have_no_slots()
    {
        OpShape shape = OpShape.Parse("T=4,H=1,K=8,M=8");
        Assert.Contains("gla has no slots", Assert.Throws<ArgumentException>("shape", () => Numeric.Op("gla").Synthesize(shape, ElementType.Float32, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("shape", () => Numeric.Op("gla").Match(shape, ElementType.Float32, 1));
    }

    private static OpInputs Random(OpShape shape, ElementType element = ElementType.Float32, long[]? cuSeqlens = null)
    {
        OpInputs inputs = Numeric.Op("gsa").Synthesize(shape, element, 1) with { CuSeqlens = cuSeqlens };
        int sequences = cuSeqlens?.Length - 1 ?? shape.B;
        Random random = new(2);
        return inputs
            .With("hk0", [sequences, shape.HV, shape.K, shape.M], _ => random.NextSingle() - 0.5f)
            .With("hv0", [sequences, shape.HV, shape.M, shape.V], _ => random.NextSingle() - 0.5f);
    }
}
