namespace Fla.Tuning;

/// <summary>
/// A kernel that is launched on its own, for the tuner. A class of a kernel says how a call of a size is made; shapes, gate and the way back
/// from a problem to a shape follow from the kernel's <see cref="DispatchSpace"/>.
/// </summary>
/// <param name="space">The emitted <c>Space</c> of the kernel.</param>
/// <param name="shapes">Shapes that are worth tuning, as <see cref="CallSize"/> writes them.</param>
public abstract class KernelTunable(DispatchSpace space, params string[] shapes) : Tunable
{
    /// <inheritdoc/>
    public override string Name => space.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Shapes { get; } = shapes;

    /// <inheritdoc/>
    public override Trial Create(TrialRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Make(CallSize.Parse(space, request.Shape), request);
    }

    /// <inheritdoc/>
    public override IEnumerable<Trial> Gate(TrialRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return GateSizes(CallSize.Parse(space, request.Shape)).Select(size => Make(size, request));
    }

    /// <inheritdoc/>
    public override string? ShapeOf(in Problem problem) => CallSize.Of(problem).ToString();

    /// <summary>A call of a size.</summary>
    /// <typeparam name="T">The element type that is asked for.</typeparam>
    /// <param name="size">The size.</param>
    /// <param name="tensors">Where the call makes its inputs and outputs; they are freed with the trial.</param>
    /// <param name="request">Element type, threads and seed; its shape is not that of <paramref name="size"/> in the gate.</param>
    protected abstract Trial Call<T>(CallSize size, TrialTensors tensors, TrialRequest request) where T : unmanaged;

    /// <summary>The sizes at which a variant is proven for calls like this one: by default of one, and of no whole number of tiles.</summary>
    protected virtual IEnumerable<CallSize> GateSizes(CallSize call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return [call.At(1, 1), call.At(67, 3), call.At(5, 67)];
    }

    private Trial Make(CallSize size, TrialRequest request)
    {
        if (!RunsOn(request.Target))
            throw new ArgumentException($"{Name}: its calls run on CPUs, not on the target {request.Target}.", nameof(request));
        TrialTensors tensors = new(request.Seed);
        try
        {
            return request.Element switch
            {
                ElementType.Float32 => Call<float>(size, tensors, request),
                ElementType.BFloat16 => Call<BFloat16>(size, tensors, request),
                ElementType.Float16 => Call<Half>(size, tensors, request),
                _ => throw new ArgumentException($"ElementType: {request.Element} is not an element type.", nameof(request)),
            };
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }
}
