using System.Numerics.Tensors;

namespace Fla;

/// <summary>The contract of the ops over channels, checked before anything is written: each violation is an <see cref="ArgumentException"/>.</summary>
internal static class ChannelContract
{
    private const string OneSequence = "x of [1, T, D]";

    internal static ChannelAxes Inputs<T>(in ChannelArguments<T> call) where T : unmanaged
    {
        ChannelOp op = call.Op;
        if (Elements.Of<T>() is null)
            throw new ArgumentException($"{op.X.Name}: expected elements of float, BFloat16 or Half, got {typeof(T)}. Convert the tensors first.", op.X.Name);
        ChannelAxes axes = new();
        Read(op.X, call.X.Lengths, call.X.Strides, ref axes);
        if (op.HasSequences)
            axes.Set('N', call.CuSeqlens.IsEmpty ? axes['B'] : Contract.Sequences(call.CuSeqlens, OneSequence, call.X.Lengths));
        Read(op.Gate, call.Gate.Lengths, call.Gate.Strides, ref axes);
        Read(op.Weight, call.Weight.Lengths, call.Weight.Strides, ref axes);
        Read(op.Bias, call.Bias.Lengths, call.Bias.Strides, ref axes);
        Read(op.G, call.G.Lengths, call.G.Strides, ref axes);
        Read(op.Rate, call.Rate.Lengths, call.Rate.Strides, ref axes);
        Read(op.Offset, call.Offset.Lengths, call.Offset.Strides, ref axes);
        Read(op.InitialState, call.InitialState.Lengths, call.InitialState.Strides, ref axes);
        op.Check(axes, call.Settings);
        if (call.Options?.MaxThreads < 1)
            throw new ArgumentException($"options: expected MaxThreads ≥ 1, got {call.Options.MaxThreads}. Leave it null for all cores.", "options");
        if (call.Options?.Segments < 1)
            throw new ArgumentException($"options: expected Segments ≥ 1, got {call.Options.Segments}. Leave it null to let the cost model choose.", "options");
        return axes;
    }

    internal static void Outputs<T>(in ChannelArguments<T> call, ChannelAxes axes) where T : unmanaged
    {
        Written(call.Op.Y, call.Y.Lengths, call.Y.Strides, ref axes);
        Written(call.Op.Floats, call.Floats.Lengths, call.Floats.Strides, ref axes);
        Written(call.Op.FinalState, call.FinalState.Lengths, call.FinalState.Strides, ref axes);
    }

    private static void Written(ChannelRole? role, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, ref ChannelAxes axes)
    {
        Read(role, lengths, strides, ref axes);
        if (role is not null)
            Contract.Distinct(role.Name, lengths, strides);
    }

    private static void Read(ChannelRole? role, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, ref ChannelAxes axes)
    {
        if (role is null || role.IsOptional && lengths.Length == 0)
            return;
        ChannelAxes before = axes;
        if (!axes.Bind(role.Axes, lengths))
            throw Contract.Mismatch(role.Name, $"{role.Text} = {before.Text(role.Axes)} with no axis over 2³¹ − 1", lengths, role.Remedy);
        Contract.Dense(role.Name, lengths, strides);
    }
}
