using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

public sealed class EnvironmentTests
{
    private static TuningEnvironment With(params (string Name, string Value)[] variables) =>
        new(variables.ToDictionary(static v => v.Name, static v => v.Value).GetValueOrDefault);

    private static Decision Decide(TuningEnvironment environment) => environment
        .For(Settings.Device, Settings.Toolchain, RacePolicy.Cpu)
        .Resolve(Planted.Problem(), Planted.Contenders(Planted.Slow, Planted.Fast));

    [Theory]
    [InlineData("", TuneMode.Cached)]
    [InlineData("off", TuneMode.Off)]
    [InlineData("Background", TuneMode.Background)]
    [InlineData("NOW", TuneMode.Now)]
    public void Modes(string text, TuneMode mode)
    {
        TuningEnvironment environment = With(("FLA_TUNE", text));
        Assert.Equal(mode, environment.Mode);
        Assert.Empty(environment.Warnings);
    }

    [Theory]
    [InlineData("of")]
    [InlineData("2")]
    public void AModeThatIsNoneIsSaid(string text)
    {
        TuningEnvironment environment = With(("FLA_TUNE", text));
        Assert.Equal(TuneMode.Cached, environment.Mode);
        Assert.Contains($"FLA_TUNE is '{text}': expected off, cached, background or now", Assert.Single(environment.Warnings));
    }

    [Fact]
    public void OffReadsNothing()
    {
        using StoreFolder folder = new();
        folder.Add(Settings.Time(Planted.Slow, 4000), Settings.Time(Planted.Fast, 1000));
        Assert.Equal(Rung.Heuristic, Decide(With(("FLA_TUNE", "off"), ("FLA_TUNE_STORE", folder.Database))).Rung);
        Assert.Equal(Rung.Tuned, Decide(With(("FLA_TUNE_STORE", folder.Database))).Rung);
    }

    [Fact]
    public void ALockFileIsProvenFirst()
    {
        using StoreFolder folder = new();
        string path = folder.At("fla.tune.lock");
        LockFile.Write(path, [Settings.Time(Planted.Slow, 4000), Settings.Time(Planted.Fast, 1000)]);
        Decision decision = Decide(With(("FLA_TUNE_STORE", folder.Database), ("FLA_TUNE_LOCK", path)));
        Assert.Equal((Planted.Fast, Rung.Tuned), (decision.Variant, decision.Rung));
        Assert.Equal(StandingKind.Admitted, decision.Considered.Single(static c => c.Variant == Planted.Fast).Standing.Kind);
        using SqliteStore store = new(folder.Database);
        Assert.Contains(store.Find(new()), static e => e.Variant == Planted.Fast.Id && e.Origin == EvidenceOrigin.Own);
    }

    /// <summary>Whatever was learned since, a snapshot decides as it did: all processes of a job choose alike.</summary>
    [Fact]
    public void ASnapshotDecidesAlone()
    {
        using StoreFolder folder = new();
        string id = Snapshot.Save(Path.Combine(folder.Root, "snapshots"), [Settings.Time(Planted.Slow, 1000), Settings.Time(Planted.Fast, 4000)]);
        folder.Add(Settings.Time(Planted.Slow, 4000), Settings.Time(Planted.Fast, 1000));
        Assert.Equal(Planted.Fast, Decide(With(("FLA_TUNE_STORE", folder.Database))).Variant);
        Decision pinned = Decide(With(("FLA_TUNE_STORE", folder.Database), ("FLA_TUNE_SNAPSHOT", id), ("FLA_TUNE", "now")));
        Assert.Equal((Planted.Slow, Rung.Tuned), (pinned.Variant, pinned.Rung));
    }

    /// <summary>Processes compare it: equal evidence, wherever it lies and in whatever order it was read, and so equal choices.</summary>
    [Fact]
    public void TheIdOfEvidenceIsThatOfItsSnapshot()
    {
        Evidence[] evidence = [Settings.Time(Planted.Slow, 1000), Settings.Time(Planted.Fast, 4000), Settings.Gate(Planted.Slow, null)];
        using StoreFolder folder = new();
        folder.Add(evidence);
        string path = folder.At("x.lock");
        LockFile.Write(path, evidence.Reverse());
        using SigningKey key = SigningKey.Create();
        File.WriteAllText(folder.At("team.pub"), key.PublicPem);
        string[] ids = [With(("FLA_TUNE_SHIPPED", "off"), ("FLA_TUNE_STORE", folder.Database)).ForCpu().EvidenceId, With(("FLA_TUNE_SHIPPED", "off"), ("FLA_TUNE_STORE", "memory"), ("FLA_TUNE_LOCK", path)).ForCpu().EvidenceId];
        Assert.All(ids, id => Assert.Equal(Snapshot.Id(evidence), id));
        Assert.Equal(Snapshot.Id([]), With(("FLA_TUNE_SHIPPED", "off"), ("FLA_TUNE_STORE", "memory"), ("FLA_TUNE_LOCK", path), ("FLA_TUNE_TRUST", folder.At("team.pub"))).ForCpu().EvidenceId);
        folder.Add(Settings.Time(Planted.Slow, 1000, site: Settings.Site(Planted.Problem(1))));
        Assert.NotEqual(ids[0], With(("FLA_TUNE_SHIPPED", "off"), ("FLA_TUNE_STORE", folder.Database)).ForCpu().EvidenceId);
    }

    [Fact]
    public void AMissingSnapshotIsAnErrorAndNotAnotherChoice() => Assert.Contains(
        "FLA_TUNE_SNAPSHOT", Assert.Throws<InvalidOperationException>(() => Decide(With(("FLA_TUNE_STORE", "memory"), ("FLA_TUNE_SNAPSHOT", "0123456789abcdef")))).Message);

    [Fact]
    public void AKnownBadFileIsRead()
    {
        using StoreFolder folder = new();
        string path = folder.At("bad");
        File.WriteAllText(path, "planted/cpu/slow | dotnet >=10.0.0 | known to be wrong");
        Assert.Equal(Planted.Fast, Decide(With(("FLA_TUNE_STORE", "memory"), ("FLA_KNOWN_BAD", path))).Variant);
        File.WriteAllText(path, "nonsense");
        TuningEnvironment environment = With(("FLA_TUNE_STORE", "memory"), ("FLA_KNOWN_BAD", path));
        Assert.Equal(Planted.Slow, Decide(environment).Variant);
        Assert.Contains("line 1", Assert.Single(environment.Warnings));
    }
}
