using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Fla.Kernels.Tests;

/// <summary>Elements past 2³¹. The memory is reserved and hardly touched.</summary>
public unsafe class FarTests
{
    private static readonly nint Far = unchecked((nint)((1L << 31) + 100));

    public static IEnumerable<object[]> EachTarget => Targets.Product(Targets.All);

    [Theory, MemberData(nameof(EachTarget))]
    public void Offsets_are_64_bits(KernelTarget target)
    {
        (int t, int k, int v) = (3, 8, 6);
        Typed<BFloat16> near = new("delta_rule", Inputs.Random("delta_rule", new(2, t, 1, 1, k, v), ElementType.BFloat16), target);
        int[] expected = Typed<BFloat16>.Bits(near.Allocate(outputFinalState: false).O);

        nuint length = (nuint)(Far + 2 * t * v);
        BFloat16* values = (BFloat16*)NativeMemory.AllocZeroed(length, 2), outputs = (BFloat16*)NativeMemory.AllocZeroed(length, 2);
        try
        {
            nint[] shape = [2, t, 1, v], strides = [Far, v, 0, 1];
            TensorSpan<BFloat16> farValues = new(values, (nint)length, shape, strides), o = new(outputs, (nint)length, shape, strides);
            near.V.CopyTo(farValues);
            DeltaRule.Forward(
                near.Q, near.K, farValues, near.Beta, o, initialState: near.InitialState, options: new() { Target = target });
            Tensor<BFloat16> gathered = Tensor.CreateFromShape<BFloat16>(shape);
            o.CopyTo(gathered);
            Assert.Equal(expected, Typed<BFloat16>.Bits(gathered));
        }
        finally
        {
            NativeMemory.Free(values);
            NativeMemory.Free(outputs);
        }
    }
}
