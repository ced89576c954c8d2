using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fla.Cuda.Tests.Emulator;
using Fla.Generated;

namespace Fla.Cuda.Tests;

/// <summary>Gated slot attention in the emulator: the launches that a stream would get, over poisoned memory, against the oracle.</summary>
public sealed unsafe class SlotTests : TemplateTests
{
    public static TheoryData<string> Softmax => [.. typeof(CudaTensor).Assembly.GetTypes()
        .Select(static t => t.Name)
        .Where(static n => n.StartsWith("slot_softmax_", StringComparison.Ordinal) && n.EndsWith("_cuda", StringComparison.Ordinal))
        .Order()];

    /// <summary>In place, as calls have it, with rows and slots that fill no tile.</summary>
    [Theory]
    [MemberData(nameof(Softmax))]
    public void WeightsOfEachRowSumToOne(string name)
    {
        ElementType element = name.Contains("_f32_", StringComparison.Ordinal) ? ElementType.Float32 : name.Contains("_f16_", StringComparison.Ordinal) ? ElementType.Float16 : ElementType.BFloat16;
        int slots = Constant(name, "M"), tile = Constant(name, "rows");
        foreach ((int rows, int columns) in new[] { (tile + 3, slots), (5, slots - 31) })
        {
            float[] scores = [.. Enumerable.Range(0, rows * columns).Select(_ => (Random.NextSingle() - 0.5f) * 30)];
            byte[] bits = Numbers.ToBits(element, scores);
            CudaTensor memory = Tensors.Add(bits, rows, columns);
            Run(name, new Grid((rows + tile - 1) / tile), new slot_softmax_cuda_arguments { scores = memory, p = memory });
            float[] expected = [.. Numbers.FromBits(element, Numbers.ToBits(element, scores)).Chunk(columns).SelectMany(static row =>
            {
                double[] weights = [.. row.Select(x => Math.Exp(x - row.Max()))];
                return weights.Select(w => (float)(w / weights.Sum()));
            })];
            double error = Accuracy.RelativeError(Numbers.FromBits(element, bits), expected);
            Assert.True(error <= (element == ElementType.Float32 ? 1e-5 : 5e-3), $"{name}, {rows} rows of {columns}: relative error {error:g3}");
        }
    }

    [Theory]
    [InlineData("chunk", "_C16", 40)]
    [InlineData("recurrent", "", 3)]
    public void BothPassesMatchTheOracle(string form, string chunk, int tokens)
    {
        OpCatalog.TryFind("gsa", out OpDescriptor? op);
        foreach ((OpShape shape, long[]? boundaries) in new[]
        {
            (new OpShape(1, tokens, 1, 2, 60, 52) { M = 33 }, null),
            (new OpShape(1, tokens, 1, 1, 64, 64) { M = 64 }, (long[]?)[0, 0, 1, tokens]),
        })
        {
            OpInputs inputs = op!.Synthesize(shape, ElementType.BFloat16, 1) with { CuSeqlens = boundaries };
            Random random = new(5);
            int sequences = boundaries is null ? 1 : boundaries.Length - 1;
            inputs.Tensors["hk0"] = State(sequences, shape.HV, shape.K, shape.M);
            inputs.Tensors["hv0"] = State(sequences, shape.HV, shape.M, shape.V);
            IReadOnlyDictionary<string, NamedTensor> expected = op.Oracle(inputs);

            PtxMemory memory = new();
            byte[] o = Numbers.Poisoned(shape.T * shape.HV * shape.V * 2), p = Numbers.Poisoned(shape.T * shape.HV * shape.M * 2);
            byte[] keys = Numbers.Poisoned(expected["hkt"].Values.Length * 4), values = Numbers.Poisoned(expected["hvt"].Values.Length * 4);
            SlotCall<BFloat16> call = new()
            {
                Q = Elements("q"),
                K = Elements("k"),
                V = Elements("v"),
                S = Elements("s"),
                G = Floats("g"),
                Keys = Floats("hk0"),
                Values = Floats("hv0"),
                CuSeqlens = boundaries is null ? default : new((long*)memory.Add(MemoryMarshal.AsBytes(boundaries.AsSpan()).ToArray()), [boundaries.Length]),
                Packed = null,
                O = new((BFloat16*)memory.Add(o), expected["o"].Shape),
                FinalKeys = new((float*)memory.Add(keys), expected["hkt"].Shape),
                FinalValues = new((float*)memory.Add(values), expected["hvt"].Shape),
                Scale = 1 / MathF.Sqrt(shape.K),
                Sequences = sequences,
                Longest = shape.T,
            };
            BFloat16* weights = (BFloat16*)memory.Add(p);
            new SegmentTests.EmulatedPasses<BFloat16>(memory, $"additive_{form}_bf16_K64_BV64{chunk}_PerValue_After_cuda", "").Run(call.Scores(weights));
            CudaTensor rows = Unsafe.BitCast<CudaArgument, CudaTensor>(CudaArgument.Of(new In<BFloat16>(weights, [call.Rows, shape.M])));
            SegmentTests.Launch("slot_softmax_bf16_M64_", memory, ("rows", tile => new((int)(call.Rows + tile - 1) / tile)), new slot_softmax_cuda_arguments { scores = rows, p = rows });
            new SegmentTests.EmulatedPasses<BFloat16>(memory, $"additive_{form}_bf16_K64_BV64{chunk}_PerKey_After_cuda", "").Run(call.Reads(weights));

            Near("o", Numbers.FromBits(ElementType.BFloat16, o));
            Near("hkt", MemoryMarshal.Cast<byte, float>(keys).ToArray());
            Near("hvt", MemoryMarshal.Cast<byte, float>(values).ToArray());

            void Near(string tensor, float[] actual)
            {
                double error = Accuracy.RelativeError(actual, expected[tensor].Values);
                Assert.True(error <= 1e-2, $"{form} {shape} {tensor}: relative error {error:g3}");
            }

            NamedTensor State(params long[] lengths) => new(lengths, [.. Enumerable.Range(0, (int)lengths.Aggregate(static (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)]);

            In<BFloat16> Elements(string name) => new((BFloat16*)memory.Add(Numbers.ToBits(ElementType.BFloat16, inputs.Tensors[name].Values)), inputs.Tensors[name].Shape);

            In<float> Floats(string name) => new((float*)memory.Add(MemoryMarshal.AsBytes(inputs.Tensors[name].Values.AsSpan()).ToArray()), inputs.Tensors[name].Shape);
        }
    }
}
