using System.Reflection;
using System.Runtime.InteropServices;
using Fla.Cuda.Tests.Emulator;
using Fla.Generated;

namespace Fla.Cuda.Tests;

/// <summary>
/// The ops' CUDA kernels, from template to PTX, run by an emulator that checks every access: against the oracle, with poisoned outputs,
/// odd lengths and head dimensions, packed sequences, strong gates and none.
/// </summary>
public sealed class FamilyTests
{
    public static TheoryData<string> Kernels => [.. typeof(CudaTensor).Assembly.GetTypes()
        .Select(static t => t.Name)
        .Where(static n => n.EndsWith("_cuda", StringComparison.Ordinal)
            && KernelName.IsOfAFamily(n)
            // Larger heads of some kinds alone: the emulator takes seconds for each.
            && (n.EndsWith("_Key_cuda", StringComparison.Ordinal) || n.Contains("_K32_", StringComparison.Ordinal) || n.Contains("PerValue", StringComparison.Ordinal)
                || n.Contains("_bf16_", StringComparison.Ordinal) && n.StartsWith("additive_", StringComparison.Ordinal)))
        .Order()];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void MatchesTheOracle(string name)
    {
        Type type = typeof(CudaTensor).Assembly.GetType($"Fla.Generated.{name}")!;
        (Recurrence op, bool chunk, ElementType element, int k, int slice) = KernelName.Parse(name);
        OpDescriptor descriptor = new RecurrenceDescriptor(op);
        PtxKernel ptx = CudaCompiler.Compile(type.GetMethod("Run")!, PtxTarget.Parse("sm_80"));
        PtxProgram program = PtxProgram.Of(ptx.Text);
        int threads = (int)type.GetField("Threads")!.GetValue(null)!, shared = (int)type.GetField("SharedBytes")!.GetValue(null)!;
        foreach ((OpShape shape, OpInputs inputs) in Cases(op, descriptor, element, k, chunk))
        {
            Call call = new(op, descriptor, shape, inputs, chunk);
            PtxGrid.Run(program, call.Parameters, call.Memory, ((shape.V + slice - 1) / slice, shape.HV, call.Sequences), threads, shared);
            call.Check($"{name} {shape}");
        }
    }

    private static IEnumerable<(OpShape, OpInputs)> Cases(Recurrence recurrence, OpDescriptor op, ElementType element, int k, bool chunk)
    {
        // A whole chunk and a part of one, of the longest.
        int r = recurrence.HasSteps ? recurrence.Kind.Steps : 0;
        OpShape ragged = new(1, chunk ? recurrence.Family == Family.Additive ? 67 : 37 : 5, 1, 2, k, k) { R = r };
        yield return (ragged, op.Synthesize(ragged, element, 1) with { UseQkL2Norm = op.CanNormalizeQk });
        OpShape odd = new(1, chunk ? 19 : 3, 1, 1, k - 4, k - 7) { R = r };
        yield return (odd, WithState(recurrence, op.Synthesize(odd, element, 2), odd, 1));
        OpShape packed = new(1, 9, 1, 1, k, k) { R = r };
        yield return (packed, op.Synthesize(packed, element, 3) with { CuSeqlens = [0, 0, 1, 9] });
        if (!recurrence.HasGates)
            yield break;
        foreach (float strength in new[] { 100f, 0f })
        {
            OpInputs gated = op.Synthesize(packed, element, 4);
            NamedTensor g = gated.Tensors[recurrence.Gates];
            yield return (packed, gated with { Tensors = new Dictionary<string, NamedTensor>(gated.Tensors) { [recurrence.Gates] = new(g.Shape, [.. g.Values.Select(x => x * strength)]) } });
        }
    }

    private static OpInputs WithState(Recurrence op, OpInputs inputs, OpShape shape, int states)
    {
        Random random = new(5);
        float[] state = [.. Enumerable.Range(0, states * shape.HV * shape.K * shape.V).Select(_ => random.NextSingle() - 0.5f)];
        Dictionary<string, NamedTensor> tensors = new(inputs.Tensors) { ["h0"] = new([states, shape.HV, shape.K, shape.V], state) };
        if (op.HasKeySums)
            tensors["z0"] = new([states, shape.HV, shape.K], [.. Enumerable.Range(0, states * shape.HV * shape.K).Select(_ => random.NextSingle())]);
        return inputs with { Tensors = tensors };
    }

    /// <summary>A call's tensors in the emulator's memory.</summary>
    private sealed class Call
    {
        private readonly OpDescriptor _op;
        private readonly OpInputs _inputs;
        private readonly DeviceTensors _tensors = new();
        private readonly byte[] _o, _ht;
        private readonly byte[]? _zt;

        public Call(Recurrence recurrence, OpDescriptor op, OpShape s, OpInputs inputs, bool chunk)
        {
            (_op, _inputs) = (op, inputs);
            Sequences = inputs.CuSeqlens is { } boundaries ? boundaries.Length - 1 : s.B;
            _o = Numbers.Poisoned(s.B * s.T * s.HV * s.V * (inputs.ElementType == ElementType.Float32 ? 4 : 2));
            _ht = Numbers.Poisoned(Sequences * s.HV * s.K * s.V * 4);
            _zt = recurrence.HasKeySums ? Numbers.Poisoned(Sequences * s.HV * s.K * 4) : null;
            CudaTensor cuSeqlens = inputs.CuSeqlens is { } c ? _tensors.Add(MemoryMarshal.AsBytes(c.AsSpan()).ToArray(), c.Length) : default;
            CudaTensor o = _tensors.Add(_o, s.B, s.T, s.HV, s.V), ht = _tensors.Add(_ht, Sequences, s.HV, s.K, s.V);
            float scale = recurrence.DefaultScale ?? 1 / MathF.Sqrt(s.K);
            Parameters = recurrence.Family == Family.DeltaProduct
                ? chunk ? Bytes(new delta_product_chunk_cuda_arguments
                {
                    q = Elements("q"),
                    k = Elements("k"),
                    v = Elements("v"),
                    g = Floats("g"),
                    beta = Elements("beta"),
                    h0 = Floats("h0"),
                    cuSeqlens = cuSeqlens,
                    o = o,
                    ht = ht,
                    scale = scale,
                    normalize = inputs.UseQkL2Norm ? 1 : 0,
                })
                : Bytes(new delta_product_recurrent_cuda_arguments
                {
                    q = Elements("q"),
                    k = Elements("k"),
                    v = Elements("v"),
                    g = Floats("g"),
                    beta = Elements("beta"),
                    h0 = Floats("h0"),
                    cuSeqlens = cuSeqlens,
                    o = o,
                    ht = ht,
                    steps = recurrence.Kind.Steps,
                    scale = scale,
                    normalize = inputs.UseQkL2Norm ? 1 : 0,
                })
                : recurrence.Family == Family.LowRank
                ? Bytes(new low_rank_chunk_cuda_arguments
                {
                    q = Elements("q"),
                    k = Elements("k"),
                    v = Elements("v"),
                    g = Floats(recurrence.Gates),
                    a = Elements("a"),
                    b = Elements("b"),
                    h0 = Floats("h0"),
                    cuSeqlens = cuSeqlens,
                    o = o,
                    ht = ht,
                    scale = scale,
                })
                : recurrence.Family == Family.Delta
                ? Bytes(new delta_chunk_cuda_arguments
                {
                    q = Elements("q"),
                    k = Elements("k"),
                    v = Elements("v"),
                    g = Floats("g"),
                    beta = Elements("beta"),
                    p = Elements("p"),
                    b = Elements("b"),
                    w = Elements("w"),
                    h0 = Floats("h0"),
                    cuSeqlens = cuSeqlens,
                    o = o,
                    ht = ht,
                    scale = scale,
                    normalize = inputs.UseQkL2Norm ? 1 : 0,
                })
                : Bytes(new additive_chunk_cuda_arguments
                {
                    q = Elements("q"),
                    k = Elements("k"),
                    v = Elements("v"),
                    g = Floats(recurrence.Gates),
                    u = Elements("u"),
                    h0 = Floats("h0"),
                    z0 = Floats("z0"),
                    cuSeqlens = cuSeqlens,
                    o = o,
                    ht = ht,
                    zt = _zt is null ? default : _tensors.Add(_zt, Sequences, s.HV, s.K),
                    scale = scale,
                });
        }

        public PtxMemory Memory => _tensors.Memory;

        public byte[] Parameters { get; }

        public int Sequences { get; }

        public void Check(string what)
        {
            IReadOnlyDictionary<string, NamedTensor> expected = _op.Oracle(_inputs);
            Close("o", Numbers.FromBits(_inputs.ElementType, _o), expected["o"].Values);
            Close("ht", MemoryMarshal.Cast<byte, float>(_ht).ToArray(), expected["ht"].Values);
            if (_zt is not null)
                Close("zt", MemoryMarshal.Cast<byte, float>(_zt).ToArray(), expected["zt"].Values);

            void Close(string tensor, float[] actual, float[] reference)
            {
                double error = Accuracy.RelativeError(actual, reference);
                // Tensor cores take rounded operands, and the state is rounded where a product reads it.
                double tolerance = _inputs.ElementType switch { ElementType.Float32 => 1e-3, ElementType.Float16 => 2e-3, _ => 1e-2 };
                Assert.True(error <= tolerance, $"{what} {tensor}: relative error {error:g3}");
            }
        }

        private static unsafe byte[] Bytes<TArguments>(TArguments arguments) where TArguments : unmanaged => new ReadOnlySpan<byte>(&arguments, sizeof(TArguments)).ToArray();

        private CudaTensor Elements(string name) => _inputs.Tensors.TryGetValue(name, out NamedTensor? tensor)
            ? _tensors.Add(Numbers.ToBits(_inputs.ElementType, tensor.Values), [.. tensor.Shape])
            : default;

        private CudaTensor Floats(string name) => _inputs.Tensors.TryGetValue(name, out NamedTensor? tensor)
            ? _tensors.Add(MemoryMarshal.AsBytes(tensor.Values.AsSpan()).ToArray(), [.. tensor.Shape])
            : default;
    }
}
