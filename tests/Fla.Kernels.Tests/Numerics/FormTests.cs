using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>The public forms give the same bits, wherever their tensors lie.</summary>
public class FormTests
{
    private static readonly OpShape Shape = new(1, 39, 2, 4, 20, 12);

    public static IEnumerable<object[]> EachOp => Targets.Product(Targets.Ops, Targets.All, Targets.Elements);

    [Theory, MemberData(nameof(EachOp))]
    public void All_forms_agree(string op, KernelTarget target, ElementType element)
    {
        OpInputs inputs = Inputs.Random(op, Shape, element, cuSeqlens: [0, 0, 18, 39]);
        if (element == ElementType.Float32)
            Check<float>(op, inputs, target);
        else if (element == ElementType.BFloat16)
            Check<BFloat16>(op, inputs, target);
        else
            Check<Half>(op, inputs, target);
    }

    private static void Check<T>(string op, OpInputs inputs, KernelTarget target) where T : unmanaged
    {
        IReadOnlyDictionary<string, NamedTensor> expected = Numeric.Run(op, inputs, target);
        (int[] o, int[] ht) = (Numeric.Bits(expected["o"].Values), Numeric.Bits(expected["ht"].Values));

        Allocated(new Typed<T>(op, inputs, target), o, ht);
        Poisoned(new Typed<T>(op, inputs, target), o, ht);
        InPlace(new Typed<T>(op, inputs, target), o, ht);
        Elsewhere(new Typed<T>(op, inputs, target), o, ht);
        Broadcast(new Typed<T>(op, inputs, target));
    }

    private static void Allocated<T>(Typed<T> call, int[] o, int[] ht) where T : unmanaged
    {
        (Tensor<T> output, Tensor<float>? finalState) = call.Allocate(outputFinalState: true);
        Assert.Equal(o, Typed<T>.Bits(output));
        Assert.Equal(ht, Typed<float>.Bits(finalState!));

        (output, finalState) = call.Allocate(outputFinalState: false);
        Assert.Equal(o, Typed<T>.Bits(output));
        Assert.Null(finalState);
    }

    private static void Poisoned<T>(Typed<T> call, int[] o, int[] ht) where T : unmanaged
    {
        Tensor<T> output = Tensor.CreateFromShape<T>(call.OutputLengths);
        Tensor<float> finalState = Tensor.CreateFromShape<float>(call.InitialState.Lengths);
        output.AsTensorSpan().Fill(Typed<T>.Element(float.NaN));
        finalState.AsTensorSpan().Fill(float.NaN);
        call.Into(output, finalState);
        Assert.Equal(o, Typed<T>.Bits(output));
        Assert.Equal(ht, Typed<float>.Bits(finalState));

        output.AsTensorSpan().Fill(Typed<T>.Element(float.NaN));
        call.Into(output, default);
        Assert.Equal(o, Typed<T>.Bits(output));
    }

    private static void InPlace<T>(Typed<T> call, int[] o, int[] ht) where T : unmanaged
    {
        Tensor<T> output = Tensor.CreateFromShape<T>(call.OutputLengths);
        call.InitialState = Tensor.Create([.. call.InitialState], call.InitialState.Lengths);
        call.Into(output, call.InitialState);
        Assert.Equal(o, Typed<T>.Bits(output));
        Assert.Equal(ht, Typed<float>.Bits(call.InitialState));
    }

    private static void Elsewhere<T>(Typed<T> call, int[] o, int[] ht) where T : unmanaged
    {
        T filler = Typed<T>.Element(float.NaN);
        (call.Q, call.K) = (Strided<T>.Copy(call.Q, filler), Strided<T>.Copy(call.K, filler));
        (call.V, call.Beta) = (Strided<T>.Copy(call.V, filler), call.Beta.Rank > 1 ? Strided<T>.Copy(call.Beta, filler) : call.Beta);
        call.InitialState = Strided<float>.Copy(call.InitialState, float.NaN);
        if (call.G.Rank > 1)
            call.G = Strided<float>.Copy(call.G, float.NaN);

        Strided<T> output = new(call.OutputLengths, filler);
        Strided<float> finalState = new(call.InitialState.Lengths, float.NaN);
        call.Into(output.Tensor, finalState.Tensor);
        Assert.Equal(o, Typed<T>.Bits(output.Tensor));
        Assert.Equal(ht, Typed<float>.Bits(finalState.Tensor));
        Assert.Equal(output.Memory.Length - o.Length, output.Memory.Count(value => float.IsNaN(Typed<T>.Single(value))));
        Assert.Equal(finalState.Memory.Length - ht.Length, finalState.Memory.Count(float.IsNaN));
    }

    /// <summary>Inputs may be one row, seen by every token.</summary>
    private static void Broadcast<T>(Typed<T> call) where T : unmanaged
    {
        T[] row = [.. call.V.Take(Shape.HV * Shape.V)];
        call.V = Tensor.Create(row, 0, call.V.Lengths, [0, 0, Shape.V, 1]);
        int[] o = Typed<T>.Bits(call.Allocate(outputFinalState: false).O);
        call.V = Tensor.Create([.. call.V], call.V.Lengths);
        Assert.Equal(Typed<T>.Bits(call.Allocate(outputFinalState: false).O), o);
    }
}
