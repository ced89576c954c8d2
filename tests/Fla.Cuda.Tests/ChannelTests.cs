using System.Reflection;
using System.Runtime.InteropServices;
using Fla.Cuda.Tests.Emulator;

namespace Fla.Cuda.Tests;

/// <summary>The CUDA kernels of the ops over channels, as the library has them, on the emulator: against the oracle, with poisoned outputs.</summary>
public sealed unsafe class ChannelTests
{
    public static TheoryData<string> Variants => [.. ChannelOps.All.SelectMany(static o => o.CudaVariants).Select(static v => v.Id).Distinct().Order()];

    [Theory]
    [MemberData(nameof(Variants))]
    public void MatchesTheOracle(string id)
    {
        KernelVariant variant = KernelRegistry.Find(id)!;
        foreach (ChannelOp op in ChannelOps.All.Where(o => o.Kernels.Contains(variant.Kernel)))
        {
            foreach ((OpShape shape, OpInputs inputs) in Cases(op, variant.Element))
                new Emulated(op, shape, inputs).Check(variant, $"{id} {shape}");
        }
    }

    /// <summary>A scan that is cut: what segments add and keep, carried along, and all of them from where they start.</summary>
    [Theory]
    [InlineData(ElementType.Float32, false)]
    [InlineData(ElementType.BFloat16, false)]
    [InlineData(ElementType.BFloat16, true)]
    public void ACutScanMatchesTheOracle(ElementType element, bool packed)
    {
        const int Length = 16;
        OpShape shape = new(packed ? 1 : 2, packed ? 50 : 48, 1, 1, 70, 70);
        long[] boundaries = packed ? [0, 0, 33, 34, 50] : [0, 48, 96];
        OpInputs inputs = WithState(ChannelOps.Hgrn, OpCatalog.All.First(static o => o.Name == "hgrn").Synthesize(shape, element, 1), shape, packed ? 4 : 2);
        var call = new Emulated(ChannelOps.Hgrn, shape, packed ? inputs with { CuSeqlens = boundaries } : inputs);
        (long[] bounds, long[] firsts) = PackedSegments.Cut(boundaries, Length);
        call.CheckCut(ChannelOps.Hgrn.CudaVariants.OfType<HgrnChunkKernel.Variant>().First(v => v.Element == element), bounds, packed ? firsts : null, Length, $"{element} {packed}");
    }

    private static IEnumerable<(OpShape, OpInputs)> Cases(ChannelOp op, ElementType element)
    {
        OpDescriptor descriptor = OpCatalog.All.First(o => o.Name == op.Name);
        OpShape ragged = new(1, 37, 1, 1, 70, 4), wide = new(2, 33, 1, 1, 136, 2), one = new(2, 1, 1, 1, 65, 3), packed = new(1, 9, 1, 1, 64, 4);
        yield return (ragged, WithState(op, descriptor.Synthesize(ragged, element, 1), ragged, 1));
        // What walks over columns or rows does so in every type alike: the emulator takes seconds.
        if (element != ElementType.Float16)
            yield return (wide, descriptor.Synthesize(wide, element, 2));
        yield return (one, WithState(op, descriptor.Synthesize(one, element, 3), one, 2));
        if (op.HasSequences)
            yield return (packed, WithState(op, descriptor.Synthesize(packed, element, 4) with { CuSeqlens = [0, 0, 1, 9] }, packed, 3));
        if (!op.HasGates)
            yield break;
        OpInputs strong = WithState(op, descriptor.Synthesize(ragged, element, 5), ragged, 1);
        NamedTensor g = strong.Tensors["g"];
        yield return (ragged, strong with { Tensors = new Dictionary<string, NamedTensor>(strong.Tensors) { ["g"] = new(g.Shape, [.. g.Values.Select(static (x, i) => i % 7 == 0 ? -1000 : x)]) } });
    }

    private static OpInputs WithState(ChannelOp op, OpInputs inputs, OpShape shape, int states)
    {
        if (op.InitialState is not { } role)
            return inputs;
        ChannelAxes axes = op.AxesOf(shape);
        axes.Set('N', states);
        long[] lengths = [.. axes.Of(role.Axes).Select(static l => (long)l)];
        float[] values = [.. Enumerable.Range(0, (int)lengths.Aggregate(1L, static (a, b) => a * b)).Select(static i => MathF.Sin(i))];
        return inputs with { Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors) { ["h0"] = new(lengths, values) } };
    }

    /// <summary>One call's tensors in the emulator's memory.</summary>
    private sealed class Emulated
    {
        private readonly ChannelOp _op;
        private readonly OpInputs _inputs;
        private readonly PtxMemory _memory = new();
        private readonly Dictionary<string, (byte[] Bytes, bool IsFloat)> _outputs = [];
        private readonly Dictionary<string, (long Address, long[] Shape, bool IsFloat)> _tensors = [];
        private readonly ChannelWork _work;

        public Emulated(ChannelOp op, OpShape shape, OpInputs inputs)
        {
            (_op, _inputs) = (op, inputs);
            ChannelAxes axes = op.AxesOf(shape);
            if (inputs.CuSeqlens is { } boundaries)
            {
                axes.Set('N', boundaries.Length - 1);
                _tensors["cuSeqlens"] = (_memory.Add(MemoryMarshal.AsBytes(boundaries.AsSpan()).ToArray()), [boundaries.Length], false);
            }

            _work = op.Work(axes, inputs.CuSeqlens is { } packed ? packed.Zip(packed.Skip(1), static (a, b) => b - a).Max() : shape.T, op.Settings);
            foreach ((ChannelRole role, bool isFloat) in op.Inputs)
            {
                if (inputs.Tensors.TryGetValue(role.Key, out NamedTensor? tensor))
                    _tensors[role.Key] = (_memory.Add(Numbers.ToBits(isFloat ? ElementType.Float32 : inputs.ElementType, tensor.Values)), tensor.Shape, isFloat);
            }

            foreach ((ChannelRole role, bool isFloat) in op.Outputs)
            {
                long[] lengths = [.. axes.Of(role.Axes).Select(static l => (long)l)];
                byte[] bytes = Numbers.Poisoned((int)lengths.Aggregate(1L, static (a, b) => a * b) * (isFloat || inputs.ElementType == ElementType.Float32 ? 4 : 2));
                _outputs[role.Key] = (bytes, isFloat);
                _tensors[role.Key] = (_memory.Add(bytes), lengths, isFloat);
            }
        }

        public void Check(KernelVariant variant, string what)
        {
            Run(variant, _op.GridOf(variant, _work), Arguments(variant.Kernel));
            Compare(what);
        }

        public void CheckCut(HgrnChunkKernel.Variant variant, long[] bounds, long[]? firsts, int length, string what)
        {
            int count = bounds.Length - 1;
            long d = _tensors["x"].Shape[2], tokens = _tensors["x"].Shape[0] * _tensors["x"].Shape[1];
            _tensors["bounds"] = (_memory.Add(MemoryMarshal.AsBytes(bounds.AsSpan()).ToArray()), [bounds.Length], false);
            if (firsts is not null)
                _tensors["firsts"] = (_memory.Add(MemoryMarshal.AsBytes(firsts.AsSpan()).ToArray()), [firsts.Length], false);
            foreach (string name in (string[])["added", "kept", "starts"])
                _tensors[name] = (_memory.Add(Numbers.Poisoned((int)(count * d * 4))), [count, d], true);
            (CudaArgument x, CudaArgument g, CudaArgument segments) = (Of("x", 1, tokens, d), Of("g", 1, tokens, d), Of("bounds"));
            HgrnCarryKernel.Variant carry = HgrnCarryKernel.CudaVariants[0];
            Grid grid = new((int)((d + variant.BD - 1) / variant.BD), count);
            Run(variant, grid, new() { ["x"] = x, ["g"] = g, ["cuSeqlens"] = segments, ["o"] = Of("o", 1, 0, d), ["ht"] = Of("added"), ["kept"] = Of("kept") });
            Run(carry, new((int)((d + carry.BD - 1) / carry.BD), (int)_work.Sequences), new()
            {
                ["kept"] = Of("kept"),
                ["added"] = Of("added"),
                ["h0"] = Of("h0"),
                ["firsts"] = Of("firsts"),
                ["segments"] = (int)((_work.Tokens + length - 1) / length),
                ["starts"] = Of("starts"),
                ["ht"] = Of("ht"),
            });
            Run(variant, grid, new() { ["x"] = x, ["g"] = g, ["h0"] = Of("starts"), ["cuSeqlens"] = segments, ["o"] = Of("o", 1, tokens, d) });
            Compare(what);
        }

        private void Compare(string what)
        {
            foreach ((string name, NamedTensor expected) in OpCatalog.All.First(o => o.Name == _op.Name).Oracle(_inputs))
            {
                (byte[] bytes, bool isFloat) = _outputs[name];
                double error = Accuracy.RelativeError(Numbers.FromBits(isFloat ? ElementType.Float32 : _inputs.ElementType, bytes), expected.Values);
                Assert.True(error <= Accuracy.Tolerance(_inputs.ElementType), $"{what} {name}: relative error {error:g3}");
            }
        }

        /// <summary>The kernel's arguments by the names of its template's parameters.</summary>
        private Dictionary<string, object> Arguments(string kernel)
        {
            ChannelSettings settings = _op.Settings;
            long d = _work.Columns;
            long[] rows = [1, _work.Tokens, 1, d], a = _op.Name == "decay_gate" ? [_work.Sequences, _work.Tokens, 1, d] : [];
            return kernel switch
            {
                "short_convolution" => new()
                {
                    ["x"] = Of("x"),
                    ["weight"] = Of("weight"),
                    ["bias"] = Of("bias"),
                    ["h0"] = Of("h0"),
                    ["cuSeqlens"] = Of("cuSeqlens"),
                    ["y"] = Of("y"),
                    ["ht"] = Of("ht"),
                    ["silu"] = 1,
                },
                "l2_norm" => new() { ["x"] = Of("x", rows), ["y"] = Of("y", rows), ["epsilon"] = settings.Epsilon },
                "gated_rms_norm" => new() { ["x"] = Of("x", rows), ["gate"] = Of("gate", rows), ["weight"] = Of("weight"), ["y"] = Of("y", rows), ["epsilon"] = settings.Epsilon, ["swish"] = 1 },
                "decay_gate" => new() { ["a"] = Of("a", a), ["rate"] = Of("A_log", _op.Name == "decay_gate" ? [1, d] : [_work.Heads, 1]), ["bias"] = Of("dt_bias", _op.Name == "decay_gate" ? [1, d] : []), ["g"] = Of("g", a) },
                "cumulative_sum" => new() { ["x"] = Of("x"), ["cuSeqlens"] = Of("cuSeqlens"), ["y"] = Of("y"), ["piece"] = _work.Piece, ["reverse"] = 0 },
                _ => new() { ["x"] = Of("x"), ["g"] = Of("g"), ["h0"] = Of("h0"), ["cuSeqlens"] = Of("cuSeqlens"), ["o"] = Of("o"), ["ht"] = Of("ht") },
            };
        }

        private CudaArgument Of(string name, params long[] shape)
        {
            if (!_tensors.TryGetValue(name, out (long Address, long[] Shape, bool IsFloat) tensor))
                return default;
            long[] lengths = shape.Length > 0 ? shape : tensor.Shape;
            // A tensor without elements may be at 0.
            return tensor.Address == 0 ? default : CudaArgument.Of(new In<float>((float*)tensor.Address, lengths));
        }

        private void Run(KernelVariant variant, Grid grid, Dictionary<string, object> arguments)
        {
            Type launcher = variant.GetType().DeclaringType!, type = launcher.GetNestedType("CudaArguments", BindingFlags.NonPublic)!;
            object boxed = Activator.CreateInstance(type)!;
            foreach ((string name, object value) in arguments)
                type.GetField(name)!.SetValue(boxed, value);
            CudaKernelSource source = variant.CudaSource!;
            PtxProgram program = PtxProgram.Of(CudaCompiler.Compile(source.Method, PtxTarget.Parse("sm_80")).Text);
            PtxGrid.Run(program, Bytes(boxed, type), _memory, (grid.X, grid.Y, grid.Z), source.Threads, source.SharedBytes);
        }

        private static byte[] Bytes(object arguments, Type type) =>
            (byte[])typeof(Emulated).GetMethod(nameof(BytesOf), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(null, [arguments])!;

        private static byte[] BytesOf<T>(object arguments) where T : unmanaged
        {
            T value = (T)arguments;
            return new ReadOnlySpan<byte>(&value, sizeof(T)).ToArray();
        }
    }
}
