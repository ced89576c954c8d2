namespace Fla.Bench;

/// <summary>Runs one case on both sides: first whether they agree, then how fast they are.</summary>
internal static class Comparison
{
    public static PeerResult Run(PeerCase benchmark, TimeSpan budget, string? variant)
    {
        PeerInputs inputs = PeerInputs.Create(benchmark);
        OurOp ours = new(inputs, variant);
        using OnnxRuntimeOp quiet = new(inputs, spinning: false);
        string ran = ours.Variant();
        quiet.Run();
        double outputError = Accuracy.RelativeError(ours.O, quiet.O), stateError = Accuracy.RelativeError(ours.FinalState, quiet.FinalState);

        Samples[] samples = Race.Run(budget, ours.Run, quiet.Run);
        PeerResult result = new(benchmark, ran, "workers sleep", samples[0], samples[1], outputError, stateError);
        if (!benchmark.IsDecode)
            return result;

        // Workers that spin take a core from whoever runs beside them: ours are timed beside sleeping ones, the peer with either setting.
        using OnnxRuntimeOp spinning = new(inputs, spinning: true);
        Samples again = Race.Run(budget, spinning.Run)[0];
        return again.Median < result.Theirs.Median
            ? result with { Peer = "workers spin", Theirs = again }
            : result;
    }
}
