using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>What the environment does with the address of a team.</summary>
public sealed class TeamTests
{
    private static TuningEnvironment With(string folder, string team, string? key = null) => new(name => name switch
    {
        "FLA_TUNE_SIGN_KEY" => key,
        "FLA_TUNE_TEAM" => team,
        "FLA_TUNE_STORE" => folder,
        "FLA_TUNE_SHIPPED" => "off",
        _ => null,
    });

    [Fact]
    public void ItsEntriesAreALayerAndOwnOnesAreHandedOn()
    {
        using StoreFolder folder = new();
        folder.Add(Settings.Time(Planted.Slow, 4000), Settings.Time(Planted.Fast, 1000), Entries.Timed(1), Entries.Gate(2, "another build"));
        PlantedTeam? team = null;
        TeamStores.Register("planted", settings => team = new(settings));
        TuningEnvironment environment = With(folder.Database, "planted://server/team/project");
        using IEvidenceStore store = environment.Store();
        Assert.Empty(environment.Warnings);
        Assert.Contains(store.Find(new()), static e => e.Session == "of the team");
        Assert.Equal(folder.At("team"), team!.Settings.Folder);

        store.Add([Entries.Timed(7)]);
        Assert.Equal([Entries.Timed(7)], team.Added);
        // What is offered is of this build, which has no kernels.
        Assert.Empty(team.Settings.Backlog());
        store.Dispose();
        Assert.True(team.IsDisposed);
    }

    /// <summary>One connection and one wait for a process, however many devices it has.</summary>
    [Fact]
    public void DevicesShareOneStore()
    {
        int opened = 0;
        TeamStores.Register("counted", settings =>
        {
            opened++;
            return new PlantedTeam(settings);
        });
        TuningEnvironment environment = With("memory", "counted://server/team/project");
        Dispatcher cpu = environment.ForCpu(), gpu = environment.For(new("cuda-sm_90-132-H100-80GB", "", ""), Toolchain.Cpu, RacePolicy.Cuda, KernelTarget.Cuda);
        Assert.Same(cpu.Settings.Store, gpu.Settings.Store);
        Assert.Equal(1, opened);
    }

    [Fact]
    public void AWriterSignsAndAReaderNeedsNoKey()
    {
        using SigningKey key = SigningKey.Create();
        PlantedTeam? team = null;
        TeamStores.Register("signed", settings => team = new(settings));
        foreach ((string role, string pem, string? signer, int warnings) in (ReadOnlySpan<(string, string, string?, int)>)[
            ("writer", key.PrivatePem, key.Id, 0), ("writer", key.PublicPem, null, 1), ("writer", "", null, 0), ("reader", key.PublicPem, null, 0)])
        {
            TuningEnvironment environment = With("memory", $"signed://server/team/project?role={role}", pem);
            environment.Store().Dispose();
            Assert.Equal(signer, team!.Settings.Signer?.Id);
            Assert.Equal(warnings, environment.Warnings.Count(static w => w.Contains("FLA_TUNE_SIGN_KEY", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("redis://user:PASSWORD@host/team/project", "a reference to the package Fla.Runtime.Redis")]
    [InlineData("user:PASSWORD@host", "Set it to")]
    public void AnAddressThatCannotBeUsedIsSaid(string team, string remedy)
    {
        TuningEnvironment environment = With("memory", team);
        using IEvidenceStore store = environment.Store();
        string warning = Assert.Single(environment.Warnings);
        Assert.Contains("FLA_TUNE_TEAM", warning);
        Assert.Contains(remedy, warning);
        Assert.DoesNotContain("PASSWORD", warning);
        Assert.Null(environment.TeamStore());
    }

    private sealed class PlantedTeam(TeamSettings settings) : ITeamStore
    {
        public TeamSettings Settings => settings;

        public List<Evidence> Added { get; } = [];

        public bool IsDisposed { get; private set; }

        public string Location => "planted";

        public IReadOnlyList<string> Warnings => [];

        public TeamState State => TeamState.Online;

        public string? LastProblem => null;

        public int Sent => 0;

        public IReadOnlyList<Evidence> Find(EvidenceFilter filter) => [Evidence()];

        public void Add(IReadOnlyCollection<Evidence> evidence) => Added.AddRange(evidence);

        public int Remove(Func<Evidence, bool> unwanted) => 0;

        public string? Synchronize(TimeSpan limit) => null;

        public byte[]? FindSnapshot(string id, TimeSpan limit) => null;

        public string? PutSnapshot(string id, ReadOnlySpan<byte> bytes, TimeSpan limit) => null;

        public void Dispose() => IsDisposed = true;

        private static Evidence Evidence() => new()
        {
            Kernel = Entries.Kernel,
            Variant = $"{Entries.Kernel}/cpu/team",
            ContentHash = new('0', 64),
            Site = Entries.Site,
            Session = "of the team",
            When = Entries.Noon,
            Samples = [1],
        };
    }
}
