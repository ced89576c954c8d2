using System.Reflection;
using Fla.Cuda;

namespace Fla.Tuning;

/// <summary>What the environment variables say about tuning. The dispatchers that one instance makes share a store: of many GPUs' none opens a file or a connection of its own.</summary>
/// <param name="read">Reads a variable; null when it is not set.</param>
public sealed class TuningEnvironment(Func<string, string?> read)
{
    private const string KnownBadName = "fla.known-bad";

    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(10);

    private readonly List<string> _warnings = [];
    private readonly Lock _gate = new();
    private IEvidenceStore? _shared;

    /// <summary>This process's environment.</summary>
    public static TuningEnvironment Current => new(Environment.GetEnvironmentVariable);

    /// <summary>What is wrong with the variables or the files that they name; filled as they are used.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary><c>FLA_TUNE</c>: off, cached, background or now. With <c>FLA_TUNE_SNAPSHOT</c> always cached.</summary>
    public TuneMode Mode
    {
        get
        {
            string? text = read("FLA_TUNE");
            if (string.IsNullOrWhiteSpace(text))
                return TuneMode.Cached;
            if (!Enum.TryParse(text, ignoreCase: true, out TuneMode mode) || int.TryParse(text, out _))
            {
                Warn($"FLA_TUNE is '{text}': expected off, cached, background or now; cached is used.");
                return TuneMode.Cached;
            }

            return Snapshot is not null && mode is TuneMode.Background or TuneMode.Now ? TuneMode.Cached : mode;
        }
    }

    /// <summary><c>FLA_TUNE_SNAPSHOT</c>: the id or path of the evidence that alone decides, or null. An id that is not here is asked of the team's server.</summary>
    public string? Snapshot => read("FLA_TUNE_SNAPSHOT") is { Length: > 0 } id ? id : null;

    /// <summary><c>FLA_NUMERICS</c>: any or fixed.</summary>
    public NumericsMode Numerics
    {
        get
        {
            string? text = read("FLA_NUMERICS");
            if (string.IsNullOrWhiteSpace(text))
                return NumericsMode.Any;
            if (Enum.TryParse(text, ignoreCase: true, out NumericsMode mode) && !int.TryParse(text, out _))
                return mode;
            // Whoever asks for anything here wants bits that do not change.
            Warn($"FLA_NUMERICS is '{text}': expected any or fixed; fixed is used.");
            return NumericsMode.Fixed;
        }
    }

    /// <summary><c>FLA_TUNE_TRUST</c>: the public keys of those whose entries count; null when everybody's do. A file that cannot be read trusts nobody.</summary>
    public TrustedKeys? Trust
    {
        get
        {
            if (read("FLA_TUNE_TRUST") is not { Length: > 0 } path)
                return null;
            try
            {
                return TrustedKeys.Load(path);
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException)
            {
                Warn($"FLA_TUNE_TRUST: {e.Message} Entries of others do not count until it is put right.");
                return TrustedKeys.None;
            }
        }
    }

    /// <summary>The folder of this user's tuning files, or null when nothing can be kept.</summary>
    public string? Folder => read(EvidenceStores.Variable) is { Length: > 0 } chosen
        ? chosen == "memory" ? null : Path.GetDirectoryName(Path.GetFullPath(chosen))
        : EvidenceStores.DefaultPath is { } path ? Path.GetDirectoryName(path) : null;

    /// <summary>A dispatcher for the CPU.</summary>
    /// <exception cref="InvalidOperationException">The snapshot that is asked for is not there, or was altered.</exception>
    public Dispatcher ForCpu() => For(Device.Cpu, Toolchain.Cpu, RacePolicy.Cpu);

    /// <summary>A dispatcher for a GPU.</summary>
    /// <inheritdoc cref="ForCpu" path="/exception"/>
    public Dispatcher ForCuda(CudaDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return For(device.ToDevice(), device.ToToolchain(), RacePolicy.Cuda, KernelTarget.Cuda, device.Ordinal);
    }

    /// <summary>A dispatcher for a device.</summary>
    /// <inheritdoc cref="ForCpu" path="/exception"/>
    public Dispatcher For(Device device, Toolchain toolchain, RacePolicy policy, KernelTarget target = KernelTarget.Cpu, int ordinal = 0)
    {
        TuneMode mode = Mode;
        KnownBad knownBad = KnownBad.Following(KnownBadTable);
        _ = knownBad.Lines;
        if (mode == TuneMode.Off)
            return new(new() { Device = device, Toolchain = toolchain, Policy = policy, Target = target, Ordinal = ordinal, Store = new MemoryStore("off"), Numerics = Numerics, KnownBad = knownBad });

        IEvidenceStore store = SharedStore();
        Tuner? tuner = null;
        Dispatcher? dispatcher = null;
        DispatcherSettings settings = new()
        {
            Device = device,
            Toolchain = toolchain,
            Policy = policy,
            Target = target,
            Ordinal = ordinal,
            Store = store,
            Trust = Trust,
            Numerics = Numerics,
            KnownBad = knownBad,
            Prove = (problem, variant) => tuner!.Prove(problem, variant),
            Tune = mode switch
            {
                TuneMode.Now => problem => TuneNow(tuner!, dispatcher!, problem),
                TuneMode.Background => problem => BackgroundTuner.Enqueue(tuner!, dispatcher!, problem),
                _ => static _ => false,
            },
        };
        tuner = new Tuner(settings, Folder);
        if (Folder is { } folder && store.Warnings.Count == 0)
            store.Add(new Journal(folder).Recover());
        foreach (string warning in store.Warnings.Concat(_warnings))
            FlaEventSource.Log.Degraded(warning);
        return dispatcher = new Dispatcher(settings);
    }

    /// <summary>
    /// All evidence: the user's own store, the lock files of <c>FLA_TUNE_LOCK</c>, the team's of <c>FLA_TUNE_TEAM</c>, and what assemblies
    /// bring along unless <c>FLA_TUNE_SHIPPED</c> is off; or a snapshot alone.
    /// </summary>
    /// <inheritdoc cref="ForCpu" path="/exception"/>
    public IEvidenceStore Store()
    {
        // What was proven here stays with the user's own store whatever else decides.
        IEvidenceStore own = OwnStore();
        if (Snapshot is { } snapshot)
            return new LayeredStore(new GateStore(own), new MemoryStore($"snapshot {snapshot}", Load(snapshot)));
        string[] files = read("FLA_TUNE_LOCK")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        IEvidenceStore[] shipped = read("FLA_TUNE_SHIPPED") == "off" ? [] : [new ShippedStore()];
        return Team(() => Offered(own)) is { } team
            ? new LayeredStore([new SharingStore(own, team), .. files.Select(LockFile.Open), team, .. shipped])
            : new LayeredStore([own, .. files.Select(LockFile.Open), .. shipped]);
    }

    /// <summary>The team's store at the address in <c>FLA_TUNE_TEAM</c>, which sends only what is added to it; null when there is no address, or one that cannot be used.</summary>
    public ITeamStore? TeamStore() => Team(static () => []);

    /// <summary>The same at any address.</summary>
    /// <exception cref="NotSupportedException">Nothing that is loaded knows the scheme.</exception>
    public ITeamStore TeamStore(TeamAddress address) => OpenTeam(address, static () => []);

    /// <summary>The user's own store.</summary>
    public IEvidenceStore OwnStore() => read(EvidenceStores.Variable) is { Length: > 0 } chosen ? EvidenceStores.At(chosen) : EvidenceStores.Default();

    /// <summary>The known-bad tables of all assemblies with kernels, and of the file that <c>FLA_KNOWN_BAD</c> names.</summary>
    public KnownBad KnownBadTable()
    {
        KnownBad table = KnownBad.None;
        foreach (Assembly assembly in KernelRegistry.EvidenceAssemblies)
        {
            using Stream? resource = assembly.GetManifestResourceStream(KnownBadName);
            if (resource is not null)
                table = table.With(Parse(assembly.GetName().Name ?? "", () => new StreamReader(resource).ReadToEnd()));
        }

        return read("FLA_KNOWN_BAD") is { Length: > 0 } path ? table.With(Parse(path, () => File.ReadAllText(path))) : table;
    }

    private IEvidenceStore SharedStore()
    {
        lock (_gate)
            return _shared ??= Store();
    }

    private ITeamStore OpenTeam(TeamAddress address, Func<IReadOnlyList<Evidence>> backlog) => TeamStores.Open(new()
    {
        Address = address,
        Folder = Folder is { } folder ? Path.Combine(folder, "team") : null,
        Backlog = backlog,
        Signer = address.Writes ? Signer() : null,
    });

    /// <summary>The key of <c>FLA_TUNE_SIGN_KEY</c>, or null.</summary>
    private SigningKey? Signer()
    {
        if (read("FLA_TUNE_SIGN_KEY") is not { } key || string.IsNullOrWhiteSpace(key))
            return null;
        try
        {
            return SigningKey.Load(key);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Warn($"FLA_TUNE_SIGN_KEY: {e.Message} What is measured is sent to the team without a signature.");
            return null;
        }
    }

    /// <summary>What this user measured with kernels of this build. A file is read by a store of its own: no look-up waits until all of it is read.</summary>
    private IReadOnlyList<Evidence> Offered(IEvidenceStore own)
    {
        using IEvidenceStore? file = Folder is null ? null : OwnStore();
        return [.. (file ?? own).Find(new()).Where(static e => e.Origin == EvidenceOrigin.Own && e.IsPortable && KernelRegistry.Find(e.Variant)?.ContentHash == e.ContentHash)];
    }

    private ITeamStore? Team(Func<IReadOnlyList<Evidence>> backlog)
    {
        if (read(TeamStores.Variable) is not { } text || string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return OpenTeam(TeamAddress.Parse(text), backlog);
        }
        catch (Exception e) when (e is FormatException or NotSupportedException)
        {
            Warn(e.Message);
            return null;
        }
    }

    private static bool TuneNow(Tuner tuner, Dispatcher dispatcher, in Problem problem)
    {
        DispatcherSettings settings = dispatcher.Settings;
        if (Tunables.Find(problem.Space.Name) is not { } tunable || !tunable.RunsOn(settings.Target) || tunable.ShapeOf(problem) is not { } shape)
            return false;
        return tuner.Tune(tunable, TrialRequest.For(settings, shape, problem)).Failure is null;
    }

    private IReadOnlyList<Evidence> Load(string snapshot)
    {
        string folder = Path.Combine(Folder ?? ".", "snapshots");
        try
        {
            try
            {
                return Fla.Tuning.Snapshot.Load(snapshot, folder);
            }
            catch (FileNotFoundException) when (FromTeam(snapshot) is { } bytes)
            {
                if (Folder is not null)
                    Fla.Tuning.Snapshot.Save(folder, bytes);
                return Fla.Tuning.Snapshot.Parse(snapshot, bytes, snapshot);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidOperationException($"FLA_TUNE_SNAPSHOT: {e.Message}", e);
        }
    }

    /// <summary>A snapshot that is not here, from the team's server: without it nothing could be decided, so it is worth a wait.</summary>
    private byte[]? FromTeam(string id)
    {
        if (!Fla.Tuning.Snapshot.IsId(id))
            return null;
        using ITeamStore? team = TeamStore();
        byte[]? bytes = team?.FindSnapshot(id, SnapshotPatience);
        if (team is not null && bytes is null)
            Warn($"{team.Location} has no snapshot {id}{(team.LastProblem is { } problem ? $", as far as can be told: {problem}" : "")}.");
        return bytes;
    }

    private KnownBad Parse(string source, Func<string> text)
    {
        try
        {
            return KnownBad.Parse(text());
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            Warn($"{source} is not used: {e.Message}");
            return KnownBad.None;
        }
    }

    private void Warn(string warning)
    {
        lock (_warnings)
        {
            if (!_warnings.Contains(warning))
                _warnings.Add(warning);
        }
    }
}
