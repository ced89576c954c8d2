using Fla.Tuning;

namespace Fla.Cli;

/// <summary>One problem to tune: what it is called, and who competes.</summary>
internal sealed record TuneProblem(Tunable Tunable, TrialRequest Request, Matchup Matchup)
{
    public string Op => Tunable.Name;

    public string Shape => Request.Shape;

    public string Dtype => DtypeName.Of(Request.Element);

    public static TuneProblem Of(Tunable tunable, TrialRequest request)
    {
        ProblemOptions.CheckShape(tunable.Name, request.Shape);
        if (!tunable.RunsOn(request.Target))
            throw new CliException($"{tunable.Name} makes no calls on the target {TargetName.Of(request.Target)}");
        Matchup matchup = tunable.Match(request);
        return matchup.Contenders.Count > 0
            ? new(tunable, request, matchup)
            : throw new CliException($"{tunable.Name} {DtypeName.Of(request.Element)} {request.Shape}: no variant of this build fits (`fla list` names them)");
    }

    /// <summary>It, and what its calls ask of other tunables.</summary>
    public IEnumerable<TuneProblem> WithOthers() =>
        Tunable.Others(Shape).Select(other => Of(TunableName.Find(other.Tunable), Request with { Shape = other.Shape })).Prepend(this);

    public override string ToString() => $"{Op} {Dtype} {Shape}";
}
