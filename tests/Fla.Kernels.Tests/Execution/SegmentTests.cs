using Fla.Cuda;

namespace Fla.Kernels.Tests;

/// <summary>A call that is cut gives what the whole one does: the passes over host memory, in the interpreter, against the oracle.</summary>
public sealed unsafe class SegmentTests
{
    private static readonly string[] Ops = [.. Recurrences.All.Where(static r => r.IsLinear).Select(static r => r.Name)];

    public static TheoryData<string> EachOp => [.. Ops];

    public static TheoryData<string, string, int, bool> Calls
    {
        get
        {
            TheoryData<string, string, int, bool> calls = [];
            foreach (string op in Ops)
            {
                calls.Add(op, "B=1,T=67,H=1,HV=2,K=12,V=7", 16, true);
                calls.Add(op, "B=1,T=64,H=2,K=8", 32, false);
                calls.Add(op, "B=2,T=64,H=1,K=8,V=5", 16, true);
                calls.Add(op, "B=1,T=33,H=1,K=3", 32, true);
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void CutIntoEqualSegments(string op, string shape, int length, bool states)
    {
        OpShape s = OpShape.Parse(shape);
        Check(op, s, length, null, states, 1);
    }

    [Theory]
    [MemberData(nameof(EachOp))]
    public void PackedSequencesAreCutEachForItself(string op)
    {
        Check(op, new(1, 83, 1, 2, 6, 5), 16, [0, 0, 1, 18, 18, 66, 83, 83], states: true, strength: 1);
        Check(op, new(1, 40, 1, 1, 6, 5), 16, [0, 40], states: false, strength: 1);
    }

    /// <summary>Gates that fp32 has no factored form for, and none.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    public void StrongAndAbsentGates(float strength)
    {
        Check("gated_delta_rule", new(1, 50, 1, 1, 6, 5), 32, null, states: true, strength);
        Check("kda", new(1, 50, 1, 1, 6, 5), 32, null, states: true, strength);
        Check("simple_gla", new(1, 50, 1, 1, 6, 5), 32, null, states: true, strength);
        Check("gla", new(1, 50, 1, 1, 6, 5), 32, null, states: true, strength);
        Check("rwkv6", new(1, 50, 1, 1, 6, 5), 32, null, states: true, strength);
    }

    private static void Check(string op, OpShape s, int length, long[]? boundaries, bool states, float strength)
    {
        OpDescriptor descriptor = Numeric.Op(op);
        int sequences = boundaries is null ? s.B : boundaries.Length - 1;
        OpInputs inputs = descriptor.Synthesize(s, ElementType.Float32, 3) with { UseQkL2Norm = descriptor.CanNormalizeQk, CuSeqlens = boundaries };
        Dictionary<string, NamedTensor> tensors = new(inputs.Tensors);
        Recurrence recurrence = Recurrences.All.Single(r => r.Name == op);
        if (recurrence.HasGates)
            tensors[recurrence.Gates] = tensors[recurrence.Gates].Map(g => g * strength);
        if (states)
        {
            Random random = new(5);
            tensors["h0"] = new([sequences, s.HV, s.K, s.V], [.. Enumerable.Range(0, sequences * s.HV * s.K * s.V).Select(_ => random.NextSingle() - 0.5f)]);
        }

        inputs = inputs with { Tensors = tensors };
        IReadOnlyDictionary<string, NamedTensor> expected = descriptor.Oracle(inputs);
        using HostMemory memory = new();
        HostTensor<float> o = memory.Poisoned(s.B, s.T, s.HV, s.V), ht = memory.Poisoned(sequences, s.HV, s.K, s.V);
        RecurrenceCall<float> call = new()
        {
            Op = recurrence,
            Q = memory.In(tensors, "q"),
            K = memory.In(tensors, "k"),
            V = memory.In(tensors, "v"),
            G = recurrence.FixedDecay is { } fixedDecay ? memory.Broadcast(fixedDecay(s.HV, new(0, 1)), s.B, s.T) : memory.In(tensors, recurrence.Gates),
            Beta = memory.In(tensors, "beta"),
            U = memory.In(tensors, "u"),
            A = recurrence.ReadKeys is { } readKeys ? memory.In(tensors, readKeys) : default,
            B = memory.In(tensors, "b"),
            W = recurrence.HasChannelGates ? memory.In(tensors, "w") : default,
            H0 = memory.In(tensors, "h0"),
            Z0 = default,
            CuSeqlens = boundaries is null ? default : memory.Indexes(boundaries),
            Packed = null,
            O = o.Out,
            Ht = ht.Out,
            Zt = default,
            Scale = recurrence.DefaultScale ?? 1 / MathF.Sqrt(s.K),
            Normalize = true,
            Sequences = sequences,
            Longest = s.T,
        };
        Assert.True(call.IsFlat);
        Segments segments = boundaries is null ? memory.Equal(s.B, s.T, length) : memory.Packed(boundaries, length);
        if (recurrence.Family.DecaysByChannel)
        {
            HostTensor<float> between = memory.Poisoned(CarriedCall<float>.ScratchBytes(call, segments) / sizeof(float));
            new CarriedCall<float>(call, segments, (byte*)between.Out.Data).Run(new InterpretedPasses());
            Near(expected["o"].Values, o.Span);
            Near(expected["ht"].Values, ht.Span);
            return;
        }

        const int MaxK = SegmentedCall<float>.MaxK;
        HostTensor<float> identity = memory.Poisoned(MaxK, MaxK), zeros = memory.Poisoned(MaxK);
        for (int i = 0; i < MaxK; i++)
        {
            zeros.Span[i] = 0;
            for (int j = 0; j < MaxK; j++)
                identity.Span[(i * MaxK) + j] = i == j ? 1 : 0;
        }

        HostTensor<float> scratch = memory.Poisoned(SegmentedCall<float>.ScratchBytes(call, segments) / sizeof(float));
        new SegmentedCall<float>(call, segments, identity.In.Data, (byte*)scratch.Out.Data).Run(new InterpretedPasses());
        Near(expected["o"].Values, o.Span);
        Near(expected["ht"].Values, ht.Span);
    }

    private static void Near(float[] expected, ReadOnlySpan<float> actual)
    {
        double error = Accuracy.RelativeError(actual.ToArray(), expected);
        Assert.True(error <= 1e-5, $"relative error {error:e2}");
    }

    private readonly struct InterpretedPasses : ISegmentPasses<float>, ICarryPasses<float>
    {
        public void Run(in RecurrenceCall<float> call)
        {
            RecurrenceCall<float> c = call;
            (int k, int v) = (c.Q.Dim(3), c.V.Dim(3));
            Reference.Run(new Grid(1, c.V.Dim(2), c.Sequences), block => c.Op.Family.Chunk(block, k, v, 16, c));
        }

        public void Kept(in SegmentKeptCall call)
        {
            SegmentKeptCall c = call;
            Reference.Run(c.Grid, block => CarryTemplates.SegmentKept(block, c.Product.Dim(2), 8, c.G.Rank == 4 ? Decay.PerKey : Decay.PerHead, c.G, c.Bounds, c.Product));
        }

        public void Carry(in SegmentCarryCall call)
        {
            SegmentCarryCall c = call;
            Reference.Run(c.Grid(4), block => CarryTemplates.SegmentCarry(block, c.Added.Dim(2), 4, c.Kept, c.Added, c.H0, c.Firsts, c.PerSequence, c.Starts, c.Ht));
        }

        public void Round(in SegmentRoundCall<float> call)
        {
            SegmentRoundCall<float> c = call;
            Reference.Run(c.Grid(4), block => SegmentTemplates.SegmentRound(block, 4, 8, c.Transitions, c.Parts));
        }

        public void Scan(in SegmentScanCall<float> call)
        {
            SegmentScanCall<float> c = call;
            Reference.Run(c.Grid(4), block => SegmentTemplates.SegmentScan(
                block, c.Added.Dim(2), 4, c.Parts, c.Added, c.H0, c.Firsts, c.PerSequence, c.Starts, c.Ht));
        }

        public void Apply(in SegmentApplyCall<float> call)
        {
            SegmentApplyCall<float> c = call;
            Reference.Run(c.Grid(4), block => SegmentTemplates.SegmentApply(block, c.Starts.Dim(2), 4, 8, c.Reach, c.Starts, c.Bounds, c.Local, c.O));
        }
    }

    private sealed class HostMemory : IDisposable
    {
        private readonly List<IDisposable> _tensors = [];

        public HostTensor<float> Poisoned(params long[] shape)
        {
            HostTensor<float> tensor = Own(new HostTensor<float>(shape));
            tensor.Span.Fill(float.NaN);
            return tensor;
        }

        public In<float> In(Dictionary<string, NamedTensor> tensors, string name)
        {
            if (!tensors.TryGetValue(name, out NamedTensor? given))
                return default;
            HostTensor<float> tensor = Own(new HostTensor<float>(given.Shape));
            given.Values.CopyTo(tensor.Span);
            return tensor.In;
        }

        /// <summary>[B, T, HV]: the same for every token.</summary>
        public In<float> Broadcast(float[] values, int batch, int tokens)
        {
            HostTensor<float> tensor = Own(new HostTensor<float>(values.Length));
            values.CopyTo(tensor.Span);
            return new(tensor.In.Data, [batch, tokens, values.Length], [0, 0, 1]);
        }

        public In<long> Indexes(long[] values)
        {
            HostTensor<long> tensor = Own(new HostTensor<long>(values.Length));
            values.CopyTo(tensor.Span);
            return tensor.In;
        }

        public Segments Equal(int sequences, int tokens, int length)
        {
            const int Capacity = 100;
            int each = (tokens + length - 1) / length, count = each * sequences;
            In<long> ramp = Indexes(SegmentRamp.Make(sequences * Capacity));
            return new()
            {
                Bounds = SegmentRamp.Bounds(ramp.Data, sequences * Capacity, sequences * tokens, length, count),
                Firsts = default,
                PerSequence = each,
                Count = count,
                Length = length,
            };
        }

        public Segments Packed(long[] boundaries, int length)
        {
            (long[] bounds, long[] firsts) = PackedSegments.Cut(boundaries, length);
            return new() { Bounds = Indexes(bounds), Firsts = Indexes(firsts), PerSequence = 0, Count = bounds.Length - 1, Length = length };
        }

        public void Dispose() => _tensors.ForEach(static t => t.Dispose());

        private T Own<T>(T tensor) where T : IDisposable
        {
            _tensors.Add(tensor);
            return tensor;
        }
    }
}
