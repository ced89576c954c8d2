using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fla.Tuning;

/// <summary>What a worker is asked to do: gate some variants of a call, and time those that pass.</summary>
internal sealed record TuneJob
{
    /// <summary>The assembly whose module initializer registers the tunable; empty when it is registered already.</summary>
    public string Assembly { get; init; } = "";

    /// <summary>Files of the assemblies with kernels and of the tunable's own: those that the worker's program does not have are loaded from there.</summary>
    public string[] Paths { get; init; } = [];

    public required string Tunable { get; init; }

    public required string Shape { get; init; }

    public required ElementType Element { get; init; }

    public int Threads { get; init; }

    public KernelTarget Target { get; init; } = KernelTarget.Cpu;

    public int Ordinal { get; init; }

    public int VectorBits { get; init; }

    /// <summary>Ids of variants to gate.</summary>
    public string[] Gate { get; init; } = [];

    /// <summary>Ids of variants to time that need no gate any more.</summary>
    public string[] Admitted { get; init; } = [];

    /// <summary>Whether to race the variants that pass.</summary>
    public bool Race { get; init; }

    public double BudgetSeconds { get; init; } = 3;

    public int Seed { get; init; } = 1;

    /// <summary>The file of a <see cref="RunningMark"/>; empty for none.</summary>
    public string Mark { get; init; } = "";

    public RacePolicy Policy { get; init; } = RacePolicy.Cpu;

    /// <summary>The index of a variant in the list of those to gate, followed by those admitted.</summary>
    public int IndexOf(string variant)
    {
        int gated = Array.IndexOf(Gate, variant);
        return gated >= 0 ? gated : Array.IndexOf(Admitted, variant) is >= 0 and var admitted ? Gate.Length + admitted : -1;
    }

    /// <inheritdoc cref="IndexOf"/>
    public string VariantAt(int index) => index < Gate.Length ? Gate[index] : Admitted[index - Gate.Length];

    public TrialRequest Request => new(Shape, Element, Threads, Seed) { Target = Target, Ordinal = Ordinal };
}

/// <summary>What a worker reports, one line of JSON each.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Variant">The variant that it happened to; empty when to none.</param>
internal sealed record TuneEvent(TuneEventKind Kind, string Variant = "")
{
    public string Text { get; init; } = "";

    public double Error { get; init; }

    public long[] Samples { get; init; } = [];

    public int Done { get; init; }

    public int Of { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<TuneEventKind>))]
internal enum TuneEventKind
{
    /// <summary>The variant is about to run in the gate: if the worker dies now, it was this one.</summary>
    Gating,

    Admitted,

    Rejected,

    /// <summary>The variant that was rejected last took the GPU's context along: what is left needs another process.</summary>
    Lost,

    /// <summary>The variant is about to be timed for the first time.</summary>
    Timing,

    /// <summary>A round of the race is over.</summary>
    Round,

    /// <summary>The samples of a variant.</summary>
    Timed,

    /// <summary>The job cannot be done; the text says why.</summary>
    Failed,

    Done,
}

[JsonSerializable(typeof(TuneJob))]
[JsonSerializable(typeof(TuneEvent))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.General)]
internal sealed partial class TuneJson : JsonSerializerContext;
