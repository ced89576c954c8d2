using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fla.Cuda.Tests.Emulator;
using Fla.Generated;

namespace Fla.Cuda.Tests;

/// <summary>Cut calls in the emulator: the launches that a stream would get, over poisoned memory, against the oracle; and the joining kernels against plain loops.</summary>
public sealed unsafe class SegmentTests
{
    private const int MaxK = SegmentedCall<BFloat16>.MaxK;

    public static TheoryData<string, string> Kernels => new()
    {
        { "delta_chunk_bf16_K32_BV64_C32_None_Key_cuda", "bf16_K32" },
        { "delta_chunk_bf16_K64_BV64_C32_PerHead_Key_cuda", "bf16_K64" },
        { "delta_chunk_bf16_K32_BV64_C16_PerKey_Key_cuda", "bf16_K32" },
        { "delta_chunk_f16_K32_BV64_C32_PerHead_Key_cuda", "f16_K32" },
        { "delta_recurrent_f16_K32_BV32_PerKey_Key_cuda", "f16_K32" },
        { "delta_chunk_bf16_K32_BV64_C32_PerHead_OwnKey_cuda", "bf16_K32" },
        { "delta_chunk_bf16_K32_BV64_C16_PerKey_Channels_cuda", "bf16_K32" },
        { "delta_product_chunk_bf16_K32_BV64_C16_rows32_Two_cuda", "bf16_K32" },
        { "low_rank_chunk_bf16_K32_BV64_C16_PerKey_cuda", "bf16_K32" },
        { "additive_chunk_bf16_K64_BV64_C32_PerHead_After_cuda", "f32_K64" },
        { "additive_chunk_f16_K64_BV64_C16_PerKey_Bonus_cuda", "f32_K64" },
        { "additive_recurrent_bf16_K64_BV64_None_After_cuda", "f32_K64" },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void MatchesTheOracle(string kernel, string join)
    {
        (Recurrence op, _, ElementType element, int k, _) = KernelName.Parse(kernel);
        bool isHalf = element == ElementType.Float16;
        OpCatalog.TryFind(op.Name, out OpDescriptor? descriptor);
        foreach ((OpShape shape, int length, long[]? boundaries, bool states) in new[]
        {
            (new OpShape(1, 101, 1, 2, k, 68), 48, null, true),
            (new OpShape(2, 64, 1, 1, k - 4, k - 7), 32, null, false),
            (new OpShape(1, 70, 1, 1, k, k), 32, (long[]?)[0, 0, 1, 66, 66, 70], true),
        })
        {
            OpInputs inputs = descriptor!.Synthesize(shape, isHalf ? ElementType.Float16 : ElementType.BFloat16, 1) with { UseQkL2Norm = op.CanNormalizeQk, CuSeqlens = boundaries };
            int sequences = boundaries is null ? shape.B : boundaries.Length - 1;
            if (states)
                inputs = WithState(inputs, shape, sequences);
            if (isHalf)
                Check<Half>(op, descriptor, shape, inputs, length, kernel, join);
            else
                Check<BFloat16>(op, descriptor, shape, inputs, length, kernel, join);
        }
    }

    /// <summary>A chain of as many transitions as a long sequence has: what products round away must not pile up.</summary>
    [Theory]
    [InlineData("bf16", 64, 16)]
    [InlineData("f16", 64, 16)]
    [InlineData("bf16", 128, 3)]
    [InlineData("bf16", 256, 2)]
    public void TheScanKeepsFullPrecision(string element, int k, int segments)
    {
        const int V = 20;
        Random random = new(3);
        float[] transitions = [.. Enumerable.Range(0, segments * k * k).Select(i => ((random.NextSingle() - 0.5f) / MathF.Sqrt(k)) + (i % (k * k) % (k + 1) == 0 ? 0.7f : 0))];
        float[] added = [.. Enumerable.Range(0, segments * k * V).Select(_ => random.NextSingle() - 0.5f)], h0 = [.. Enumerable.Range(0, k * V).Select(_ => random.NextSingle() - 0.5f)];
        byte[] parts = Numbers.Poisoned(segments * 2 * k * k * 2), starts = Numbers.Poisoned(added.Length * 4), ht = Numbers.Poisoned(h0.Length * 4);
        DeviceTensors tensors = new();
        CudaTensor p = tensors.Add(parts, segments, 1, 2, k, k);
        // Tensors of five axes.
        (p.D4, p.S4) = (k, 1);

        Launch($"segment_round_{element}_", tensors.Memory, ("BC", bc => new((k + bc - 1) / bc, 1, segments)), new segment_round_cuda_arguments { transitions = Floats(transitions, segments, 1, k, k), parts = p });
        Launch($"segment_scan_{element}_K{k}_", tensors.Memory, ("BV", bv => new((V + bv - 1) / bv, 1, 1)), new segment_scan_cuda_arguments
        {
            parts = p,
            added = Floats(added, segments, 1, k, V),
            h0 = Floats(h0, 1, 1, k, V),
            segments = segments,
            starts = tensors.Add(starts, segments, 1, k, V),
            ht = tensors.Add(ht, 1, 1, k, V),
        });

        double[] state = [.. h0.Select(static x => (double)x)];
        float[] expected = new float[added.Length];
        for (int s = 0; s < segments; s++)
        {
            for (int i = 0; i < state.Length; i++)
                expected[(s * state.Length) + i] = (float)state[i];
            double[] next = new double[state.Length];
            for (int i = 0; i < k; i++)
            {
                for (int v = 0; v < V; v++)
                {
                    next[(i * V) + v] = added[(s * state.Length) + (i * V) + v];
                    for (int j = 0; j < k; j++)
                        next[(i * V) + v] += (double)transitions[(((s * k) + i) * k) + j] * state[(j * V) + v];
                }
            }

            state = next;
        }

        Near(1e-4, starts, expected);
        Near(1e-4, ht, [.. state.Select(static x => (float)x)]);

        CudaTensor Floats(float[] values, params ReadOnlySpan<long> shape) => tensors.Add(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), shape);
    }

    private static void Check<T>(Recurrence op, OpDescriptor descriptor, OpShape s, OpInputs inputs, int length, string kernel, string join) where T : unmanaged
    {
        ElementType element = inputs.ElementType;
        IReadOnlyDictionary<string, NamedTensor> expected = descriptor.Oracle(inputs);
        PtxMemory memory = new();
        int sequences = inputs.CuSeqlens is { } boundaries ? boundaries.Length - 1 : s.B;
        byte[] o = Numbers.Poisoned(s.B * s.T * s.HV * s.V * sizeof(T)), ht = Numbers.Poisoned(sequences * s.HV * s.K * s.V * sizeof(float));
        RecurrenceCall<T> call = new()
        {
            Op = op,
            Q = Elements("q"),
            K = Elements("k"),
            V = Elements("v"),
            G = Floats(op.Gates),
            Beta = Elements("beta"),
            U = Elements("u"),
            A = op.ReadKeys is { } readKeys ? Elements(readKeys) : default,
            B = Elements("b"),
            W = op.HasChannelGates ? Elements("w") : default,
            H0 = Floats("h0"),
            Z0 = default,
            CuSeqlens = inputs.CuSeqlens is null ? default : Indexes(inputs.CuSeqlens),
            Packed = null,
            O = new((T*)memory.Add(o), [s.B, s.T, s.HV, s.V]),
            Ht = new((float*)memory.Add(ht), [sequences, s.HV, s.K, s.V]),
            Zt = default,
            Scale = op.DefaultScale ?? 1 / MathF.Sqrt(s.K),
            Normalize = inputs.UseQkL2Norm,
            Sequences = sequences,
            Longest = s.T,
        };
        Segments segments = inputs.CuSeqlens is null ? Equal() : Packed(inputs.CuSeqlens);
        EmulatedPasses<T> passes = new(memory, kernel, join);
        if (op.Family.DecaysByChannel)
        {
            new CarriedCall<T>(call, segments, (byte*)memory.Add(Numbers.Poisoned((int)CarriedCall<T>.ScratchBytes(call, segments)))).Run(passes);
            Compare();
            return;
        }

        float[] identity = new float[MaxK * MaxK];
        for (int i = 0; i < MaxK; i++)
            identity[i * (MaxK + 1)] = 1;
        byte* scratch = (byte*)memory.Add(Numbers.Poisoned((int)SegmentedCall<T>.ScratchBytes(call, segments)));
        SegmentedCall<T> cut = new(call, segments, (float*)memory.Add(MemoryMarshal.AsBytes(identity.AsSpan()).ToArray()), scratch);
        cut.Run(passes);
        Compare();

        void Compare()
        {
            double tolerance = element == ElementType.Float16 ? 2e-3 : 1e-2;
            double errorOfO = Accuracy.RelativeError(Numbers.FromBits(element, o), expected["o"].Values);
            Assert.True(errorOfO <= tolerance, $"{kernel} {s} o: relative error {errorOfO:g3}");
            Near(tolerance, ht, expected["ht"].Values);
        }

        In<T> Elements(string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor)
            ? new((T*)memory.Add(Numbers.ToBits(element, tensor.Values)), tensor.Shape)
            : default;

        In<float> Floats(string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor)
            ? new((float*)memory.Add(MemoryMarshal.AsBytes(tensor.Values.AsSpan()).ToArray()), tensor.Shape)
            : default;

        In<long> Indexes(long[] values) => new((long*)memory.Add(MemoryMarshal.AsBytes(values.AsSpan()).ToArray()), [values.Length]);

        Segments Equal()
        {
            long tokens = s.B * s.T;
            int each = (s.T + length - 1) / length;
            In<long> bounds = SegmentRamp.Bounds(Indexes(SegmentRamp.Make(tokens)).Data, tokens, tokens, length, s.B * each);
            return new() { Bounds = bounds, Firsts = default, PerSequence = each, Count = s.B * each, Length = length };
        }

        Segments Packed(long[] boundaries)
        {
            (long[] bounds, long[] firsts) = PackedSegments.Cut(boundaries, length);
            return new() { Bounds = Indexes(bounds), Firsts = Indexes(firsts), PerSequence = 0, Count = bounds.Length - 1, Length = length };
        }
    }

    private static void Near(double tolerance, byte[] actual, float[] expected)
    {
        double error = Accuracy.RelativeError(MemoryMarshal.Cast<byte, float>(actual).ToArray(), expected);
        Assert.True(error <= tolerance, $"relative error {error:g3}");
    }

    private static OpInputs WithState(OpInputs inputs, OpShape shape, int states)
    {
        Random random = new(5);
        float[] state = [.. Enumerable.Range(0, states * shape.HV * shape.K * shape.V).Select(_ => random.NextSingle() - 0.5f)];
        return inputs with { Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors) { ["h0"] = new([states, shape.HV, shape.K, shape.V], state) } };
    }

    /// <summary>Launches the kernel whose name begins like this, of this project or else of the library.</summary>
    internal static void Launch<TArguments>(string name, PtxMemory memory, (string Constant, Func<int, Grid> Of) grid, TArguments arguments) where TArguments : unmanaged
    {
        Type type = new[] { typeof(CudaTensor).Assembly, typeof(OpCatalog).Assembly }.SelectMany(static a => a.GetTypes())
            .First(t => t.Namespace == "Fla.Generated" && t.Name.StartsWith(name, StringComparison.Ordinal) && t.Name.EndsWith("_cuda", StringComparison.Ordinal));
        string constant = type.Name.Split('_').Single(p => p.StartsWith(grid.Constant, StringComparison.Ordinal));
        Grid blocks = grid.Of(int.Parse(constant[grid.Constant.Length..]));
        PtxProgram program = PtxProgram.Of(CudaCompiler.Compile(type.GetMethod("Run")!, PtxTarget.Parse("sm_80")).Text);
        PtxGrid.Run(
            program, new ReadOnlySpan<byte>(&arguments, sizeof(TArguments)).ToArray(), memory, (blocks.X, blocks.Y, blocks.Z),
            (int)type.GetField("Threads")!.GetValue(null)!, (int)type.GetField("SharedBytes")!.GetValue(null)!);
    }

    internal readonly struct EmulatedPasses<T>(PtxMemory memory, string kernel, string join) : ISegmentPasses<T>, ICarryPasses<T> where T : unmanaged
    {
        public void Run(in RecurrenceCall<T> c)
        {
            if (c.Op.Family == Family.Additive)
            {
                Launch(kernel, memory, ("BV", c.Work.Grid), new additive_chunk_cuda_arguments
                {
                    q = Of(c.Q),
                    k = Of(c.K),
                    v = Of(c.V),
                    g = Of(c.G),
                    u = Of(c.U),
                    h0 = Of(c.H0),
                    cuSeqlens = Of(c.CuSeqlens),
                    o = Of(c.O),
                    ht = Of(c.Ht),
                    scale = c.Scale,
                });
                return;
            }

            if (c.Op.Family == Family.LowRank)
            {
                Launch(kernel, memory, ("BV", c.Work.Grid), new low_rank_chunk_cuda_arguments
                {
                    q = Of(c.Q),
                    k = Of(c.K),
                    v = Of(c.V),
                    g = Of(c.G),
                    a = Of(c.A),
                    b = Of(c.B),
                    h0 = Of(c.H0),
                    cuSeqlens = Of(c.CuSeqlens),
                    o = Of(c.O),
                    ht = Of(c.Ht),
                    scale = c.Scale,
                });
                return;
            }

            if (c.Op.Family == Family.DeltaProduct)
            {
                Launch(kernel, memory, ("BV", c.Work.Grid), new delta_product_chunk_cuda_arguments
                {
                    q = Of(c.Q),
                    k = Of(c.K),
                    v = Of(c.V),
                    g = Of(c.G),
                    beta = Of(c.Beta),
                    h0 = Of(c.H0),
                    cuSeqlens = Of(c.CuSeqlens),
                    o = Of(c.O),
                    ht = Of(c.Ht),
                    scale = c.Scale,
                    normalize = c.Normalize ? 1 : 0,
                });
                return;
            }

            Launch(kernel, memory, ("BV", c.Work.Grid), new delta_chunk_cuda_arguments
            {
                q = Of(c.Q),
                k = Of(c.K),
                v = Of(c.V),
                g = Of(c.G),
                beta = Of(c.Beta),
                p = Of(c.A),
                b = Of(c.B),
                w = Of(c.W),
                h0 = Of(c.H0),
                cuSeqlens = Of(c.CuSeqlens),
                o = Of(c.O),
                ht = Of(c.Ht),
                scale = c.Scale,
                normalize = c.Normalize ? 1 : 0,
            });
        }

        public void Kept(in SegmentKeptCall c) => Launch(
            $"segment_kept_{join}_BT64_{(c.G.Rank == 4 ? Decay.PerKey : Decay.PerHead)}_", memory, ("BT", Always(c.Grid)), new segment_kept_cuda_arguments { g = Of(c.G), bounds = Of(c.Bounds), kept = Of(c.Product) });

        public void Carry(in SegmentCarryCall c) => Launch($"segment_carry_{join}_", memory, ("BV", c.Grid), new segment_carry_cuda_arguments
        {
            kept = Of(c.Kept),
            added = Of(c.Added),
            h0 = Of(c.H0),
            firsts = Of(c.Firsts),
            segments = c.PerSequence,
            starts = Of(c.Starts),
            ht = Of(c.Ht),
        });

        private static Func<int, Grid> Always(Grid grid) => _ => grid;

        public void Round(in SegmentRoundCall<T> c) =>
            Launch($"segment_round_{join.Split('_')[0]}_", memory, ("BC", c.Grid), new segment_round_cuda_arguments { transitions = Of(c.Transitions), parts = Of(c.Parts) });

        public void Scan(in SegmentScanCall<T> c) => Launch($"segment_scan_{join}_", memory, ("BV", c.Grid), new segment_scan_cuda_arguments
        {
            parts = Of(c.Parts),
            added = Of(c.Added),
            h0 = Of(c.H0),
            firsts = Of(c.Firsts),
            segments = c.PerSequence,
            starts = Of(c.Starts),
            ht = Of(c.Ht),
        });

        public void Apply(in SegmentApplyCall<T> c) => Launch($"segment_apply_{join}_", memory, ("BV", c.Grid), new segment_apply_cuda_arguments
        {
            reach = Of(c.Reach),
            starts = Of(c.Starts),
            bounds = Of(c.Bounds),
            local = Of(c.Local),
            o = Of(c.O),
        });

        private static CudaTensor Of<TAny>(In<TAny> tensor) where TAny : unmanaged => Unsafe.BitCast<CudaArgument, CudaTensor>(CudaArgument.Of(tensor));

        private static CudaTensor Of<TAny>(Out<TAny> tensor) where TAny : unmanaged => Unsafe.BitCast<CudaArgument, CudaTensor>(CudaArgument.Of(tensor));
    }
}
