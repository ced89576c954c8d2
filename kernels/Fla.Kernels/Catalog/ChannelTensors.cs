using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>Tensors by their names in files, in the element type or float32 as an op over channels has them.</summary>
internal static class ChannelTensors
{
    /// <summary>What a file has for a role; null for an optional one that is not there.</summary>
    /// <exception cref="ArgumentException">A tensor is missing.</exception>
    public static NamedTensor? Given(this OpInputs inputs, ChannelRole? role, ChannelOp op) =>
        role is null ? null
        : inputs.Tensors.TryGetValue(role.Key, out NamedTensor? tensor) ? tensor
        : role.IsOptional ? null
        : throw new ArgumentException($"{role.Key}: expected {role.Text}, got nothing. {op.Name} needs this tensor.", role.Key);

    public static Tensor<T>? ToTensor<T>(NamedTensor? tensor) where T : unmanaged =>
        tensor is null ? null : Tensor.Create(Elements.FromSingle<T>(tensor.Values), Array.ConvertAll(tensor.Shape, static length => (nint)length));

    public static ReadOnlyTensorSpan<T> Span<T>(Tensor<T>? tensor) => tensor is null ? default : tensor.AsReadOnlyTensorSpan();

    public static TensorSpan<T> Writable<T>(Tensor<T>? tensor) => tensor is null ? default : tensor.AsTensorSpan();

    /// <summary>Fills an output with NaN.</summary>
    public static void Poison<T>(Tensor<T>? tensor) where T : unmanaged
    {
        if (tensor is { FlattenedLength: > 0 })
            tensor.AsTensorSpan().Fill(Elements.FromSingle<T>([float.NaN])[0]);
    }

    /// <summary>A new output.</summary>
    /// <exception cref="ArgumentException">It has more elements than an array holds.</exception>
    public static Tensor<T>? New<T>(ChannelRole? role, in ChannelAxes axes) where T : unmanaged
    {
        if (role is null)
            return null;
        nint[] shape = axes.Of(role.Axes);
        Int128 count = 1;
        foreach (nint length in shape)
            count *= length;
        return count <= Array.MaxLength
            ? Tensor.CreateFromShape<T>(shape)
            : throw new ArgumentException($"{role.Key}: [{string.Join(", ", shape)}] has more elements than an array holds. Run fewer sequences at once.", role.Key);
    }

    public static NamedTensor Named<T>(Tensor<T> tensor) where T : unmanaged
    {
        T[] values = new T[(int)tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return new(Array.ConvertAll(tensor.Lengths.ToArray(), static length => (long)length), Elements.ToSingle<T>(values));
    }

    public static NamedTensor Named<T>(DeviceTensor<T> tensor) where T : unmanaged
    {
        T[] values = new T[tensor.Length];
        tensor.CopyTo(values);
        return new(tensor.Shape.ToArray(), Elements.ToSingle<T>(values));
    }
}
