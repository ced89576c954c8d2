namespace Fla.Kernels.Tests;

/// <summary>The ops over channels against their oracles: ragged widths and lengths, states, packed sequences, strong gates and none, poisoned outputs.</summary>
public class ChannelOpTests
{
    internal static readonly string[] Ops = [.. ChannelOps.All.Select(static o => o.Name)];

    public static IEnumerable<object[]> EachOp => Targets.Product(Ops, Targets.All, Targets.Elements);

    public static IEnumerable<object[]> EachForm => Targets.Product((string[])["chunk", "recurrent"], Targets.Elements);

    [Theory, MemberData(nameof(EachOp))]
    public void Matches_the_oracle(string name, KernelTarget target, ElementType element)
    {
        OpDescriptor op = Numeric.Op(name);
        foreach ((OpShape shape, OpInputs inputs) in op.GateInputs(new(1, 1, 1, 1, 1, 1), element, seed: 3))
            Matches(op, inputs, new() { Target = target }, $"{shape}");
    }

    [Theory, MemberData(nameof(EachForm))]
    public void Both_forms_of_the_scan_take_any_gates(string form, ElementType element)
    {
        OpDescriptor op = Numeric.Op("hgrn");
        OpOptions options = Scan(form, element);
        foreach (float gate in (float[])[-1000, -40, float.NegativeInfinity, 0, 0.02f])
        {
            OpInputs inputs = Random(op, new(1, 69, 1, 1, 65, 1), element);
            Matches(op, inputs.Map("g", (i, g) => i % 3 == 0 ? gate : g), options, $"{gate}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(65)]
    [InlineData(200)]
    public void Both_forms_of_the_scan_agree(int channels)
    {
        OpDescriptor op = Numeric.Op("hgrn");
        OpInputs inputs = Random(op, new(2, 77, 1, 1, channels, 1), ElementType.Float32);
        IReadOnlyDictionary<string, NamedTensor> chunk = op.Run(inputs, Scan("chunk", ElementType.Float32)).Tensors;
        Numeric.Near(chunk, op.Run(inputs, Scan("recurrent", ElementType.Float32)).Tensors, 1e-6);
    }

    [Theory, MemberData(nameof(EachOp))]
    public void Tensors_without_elements(string name, KernelTarget target, ElementType element)
    {
        OpDescriptor op = Numeric.Op(name);
        foreach (OpShape shape in (OpShape[])[new(2, 0, 1, 1, 5, 3), new(0, 4, 1, 1, 5, 3), new(1, 4, 0, 0, 5, 3)])
            Matches(op, op.Synthesize(shape, element, 1), new() { Target = target }, $"{shape}");
        if (op.Inputs.All(static t => t.Name != "h0"))
            return;
        OpInputs inputs = Random(op, new(2, 0, 1, 1, 70, 3), element);
        IReadOnlyDictionary<string, NamedTensor> outputs = Matches(op, inputs, new() { Target = target }, "no tokens");
        Assert.Equal(inputs.Tensors["h0"].Values, outputs["ht"].Values);
        OpInputs packed = Random(op, new(1, 0, 1, 1, 70, 3), element, states: 3) with { CuSeqlens = [0, 0, 0, 0] };
        Assert.Equal(packed.Tensors["h0"].Values, Matches(op, packed, new() { Target = target }, "empty sequences")["ht"].Values);
    }

    [Theory, MemberData(nameof(EachOp))]
    public void The_bits_do_not_depend_on_the_threads(string name, KernelTarget target, ElementType element)
    {
        if (target == KernelTarget.Reference)
            return;
        OpDescriptor op = Numeric.Op(name);
        OpInputs inputs = Random(op, new(2, 90, 3, 3, 100, 4), element);
        IReadOnlyDictionary<string, NamedTensor> one = op.Run(inputs, new() { MaxThreads = 1 }).Tensors, four = op.Run(inputs, new() { MaxThreads = 4 }).Tensors;
        Assert.All(op.Outputs, tensor => Assert.Equal(Numeric.Bits(one[tensor.Name].Values), Numeric.Bits(four[tensor.Name].Values)));
    }

    [Theory]
    [InlineData("hgrn")]
    [InlineData("short_convolution")]
    [InlineData("cumulative_sum")]
    public void A_packed_sequence_gives_the_bits_it_gives_alone(string name)
    {
        const int Start = 13, Length = 19, Channels = 70;
        OpDescriptor op = Numeric.Op(name);
        OpInputs packed = op.Synthesize(new(1, 40, 1, 1, Channels, 4), ElementType.Float32, 1) with { CuSeqlens = [0, 13, 32, 40] };
        OpInputs alone = packed with { CuSeqlens = null };
        foreach ((string tensor, NamedTensor given) in packed.Tensors.Where(static t => t.Value.Shape is [1, 40, ..]))
            alone = alone.With(tensor, [1, Length, Channels], i => given.Values[(Start * Channels) + i]);
        string output = op.Outputs[0].Name;
        float[] all = op.Run(packed, new()).Tensors[output].Values, one = op.Run(alone, new()).Tensors[output].Values;
        Assert.Equal(Numeric.Bits(all.AsSpan(Start * Channels, Length * Channels)), Numeric.Bits(one));
    }

    /// <summary>A channel that is not a number leaves its neighbours alone.</summary>
    [Theory]
    [InlineData("hgrn")]
    [InlineData("short_convolution")]
    [InlineData("cumulative_sum")]
    public void What_is_not_a_number_stays_in_its_channel(string name)
    {
        OpDescriptor op = Numeric.Op(name);
        OpInputs inputs = op.Synthesize(new(1, 70, 1, 1, 65, 2), ElementType.Float32, 1);
        OpOutputs clean = op.Run(inputs, new()), stained = op.Run(inputs.Map("x", static (i, x) => i == 7 ? float.NaN : x), new());
        string output = op.Outputs[0].Name;
        for (int i = 0; i < clean.Tensors[output].Values.Length; i++)
        {
            bool touched = i % 65 == 7 && (name != "short_convolution" || i / 65 < 2);
            Assert.Equal(touched ? float.NaN : clean.Tensors[output].Values[i], stained.Tensors[output].Values[i]);
        }
    }

    [Fact]
    public void A_variant_of_another_op_or_type_is_refused()
    {
        OpInputs inputs = Numeric.Op("hgrn").Synthesize(new(1, 2, 1, 1, 8, 8), ElementType.Float32, 1);
        Assert.Contains("does not use", Refused(CpuVariant("l2_norm", ElementType.Float32)));
        Assert.Contains("Float16", Refused(CpuVariant("hgrn_recurrent", ElementType.Float16)));
        Assert.Contains("no CPU variant", Refused("hgrn_chunk/cpu/nothing"));

        string Refused(string variant) => Assert.Throws<InvalidOperationException>(() => Numeric.Op("hgrn").Run(inputs, new() { Variant = variant })).Message;
    }

    /// <summary>A form of the scan: the chunked one is compiled for GPUs alone, and interpreted here.</summary>
    private static OpOptions Scan(string form, ElementType element) => form == "chunk"
        ? new() { Target = KernelTarget.Reference, Variant = "reference/hgrn_chunk" }
        : new() { Variant = CpuVariant("hgrn_recurrent", element) };

    internal static string CpuVariant(string kernel, ElementType element) =>
        KernelRegistry.Tables.SelectMany(static t => t.Variants).First(v => v.Kernel == kernel && v.Element == element && v.Target == KernelTarget.Cpu).Id;

    /// <summary>Random inputs with an initial state where the op has one.</summary>
    internal static OpInputs Random(OpDescriptor op, OpShape shape, ElementType element, int? states = null)
    {
        OpInputs inputs = op.Synthesize(shape, element, 1);
        long channels = (long)shape.H * shape.K;
        int n = states ?? shape.B;
        return op.Name switch
        {
            "hgrn" => inputs.With("h0", [n, channels], static i => MathF.Sin(i)),
            "short_convolution" => inputs.With("h0", [n, channels, Math.Clamp(shape.V, 1, 4)], static i => MathF.Sin(i)),
            _ => inputs,
        };
    }

    private static IReadOnlyDictionary<string, NamedTensor> Matches(OpDescriptor op, OpInputs inputs, OpOptions options, string what)
    {
        using PreparedOp prepared = op.Prepare(inputs);
        prepared.Poison();
        prepared.Run(options);
        IReadOnlyDictionary<string, NamedTensor> outputs = prepared.ReadOutputs(), expected = op.Oracle(inputs);
        foreach ((string name, NamedTensor tensor) in expected)
        {
            Assert.Equal(tensor.Shape, outputs[name].Shape);
            double error = Accuracy.RelativeError(outputs[name].Values, tensor.Values);
            Assert.True(error <= Accuracy.Tolerance(inputs.ElementType), $"{op.Name} {what} {name}: relative error {error:e2}");
        }

        return outputs;
    }
}
