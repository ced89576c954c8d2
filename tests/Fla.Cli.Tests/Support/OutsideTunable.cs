using System.Runtime.CompilerServices;
using Fla.Tuning;

namespace Fla.Cli.Tests;

/// <summary>What a program of its own brings to <c>fla tune --assembly</c>: here the variants of kda under another name.</summary>
internal sealed class OutsideTunable : Tunable
{
    private static readonly DispatchSpace Space = new("outside_op", "L", "P", new Dim("D"));

    public override string Name => Space.Name;

    public override IReadOnlyList<string> Shapes => ["L=16"];

    private static Tunable Inner => Tunables.Find("kda")!;

    public override Trial Create(TrialRequest request) => new OutsideTrial(Inner.Create(Inside(request)));

    public override IEnumerable<Trial> Gate(TrialRequest request) => Inner.Gate(Inside(request)).Select(t => new OutsideTrial(t));

    private static TrialRequest Inside(TrialRequest request) => request.Shape.StartsWith("L=", StringComparison.Ordinal)
        ? request with { Shape = $"T={request.Shape[2..]},H=1,K=32" }
        : throw new ArgumentException($"shape: expected L=16, got '{request.Shape}'");

    // The assembly of a program may do this; this one is loaded as such by the tool.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => Tunables.Register(new OutsideTunable());
#pragma warning restore CA2255

    private sealed class OutsideTrial(Trial inner) : Trial
    {
        public override Problem Problem => inner.Problem with { Space = Space, Dims = new(32) };

        public override IReadOnlyList<Contender> Contenders => inner.Contenders;

        public override double Tolerance => inner.Tolerance;

        public override void Run(KernelVariant variant) => inner.Run(variant);

        public override void Poison() => inner.Poison();

        public override IReadOnlyDictionary<string, float[]> Outputs() => inner.Outputs();

        public override IReadOnlyDictionary<string, float[]> Expected() => inner.Expected();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
