using System.Collections;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The FLA_* variables of the environment: their values, and what is wrong with them.</summary>
internal static class SettingCheck
{
    private const string Area = "setting";

    private static readonly Dictionary<string, Func<string, IEnumerable<Finding>>> Known = new()
    {
        ["FLA_TUNE"] = Mode,
        [EvidenceStores.Variable] = Store,
        ["FLA_TUNE_LOCK"] = Lock,
        [TeamStores.Variable] = Team,
        ["FLA_TUNE_SHIPPED"] = Shipped,
        ["FLA_TUNE_SNAPSHOT"] = Frozen,
        ["FLA_NUMERICS"] = Numerics,
        [KeyFiles.TrustVariable] = Trust,
        [KeyFiles.SignVariable] = Key,
        ["FLA_KNOWN_BAD"] = KnownBad,
        ["FLA_VECTOR_BITS"] = Bits,
        ["FLA_CUDA_CACHE"] = value => [Finding.Ok(Area, $"FLA_CUDA_CACHE is '{value}'")],
        ["FLA_WORKER"] = value => [Finding.Warning(Area, $"FLA_WORKER is '{value}': it makes a process a worker of another one", "unset it")],
    };

    /// <summary>Settings of the repository's own tests.</summary>
    private static readonly string[] OfTests = ["FLA_FUZZ_", "FLA_PROPERTY_", "FLA_TESTS_", "FLA_UPDATE_SNAPSHOTS"];

    public static IEnumerable<Finding> Look()
    {
        (string Name, string Value)[] set = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(v => (Name: (string)v.Key, Value: (string?)v.Value ?? ""))
            .Where(v => v.Name.StartsWith("FLA_", StringComparison.OrdinalIgnoreCase))
            .OrderBy(v => v.Name, StringComparer.Ordinal)];
        if (set.Length == 0)
            yield return Finding.Ok(Area, "no FLA_* variable is set: FLA_TUNE is cached, evidence decides where there is some");
        foreach ((string name, string value) in set)
        {
            foreach (Finding finding in Known.TryGetValue(name, out var look) ? look(value) : Unknown(name, value))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Unknown(string name, string value)
    {
        if (OfTests.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            return [Finding.Ok(Area, $"{name} is '{value}': only tests read it")];
        string[] close = CloseMatch.Find(name, Known.Keys);
        return [Finding.Warning(Area, $"{name} is '{value}': nothing reads it", close.Length > 0 ? $"did you mean {close[0]}?" : "unset it")];
    }

    private static IEnumerable<Finding> Shipped(string value) => value switch
    {
        "off" => [Finding.Ok(Area, "FLA_TUNE_SHIPPED is off: what assemblies bring along is left out")],
        "" => [Finding.Ok(Area, "FLA_TUNE_SHIPPED is empty: what assemblies bring along counts")],
        _ => [Finding.Warning(Area, $"FLA_TUNE_SHIPPED is '{value}': only off means anything", "set it to off, or unset it")],
    };

    private static IEnumerable<Finding> Mode(string value)
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        TuneMode mode = environment.Mode;
        if (environment.Warnings is [var wrong, ..])
            return [Finding.Warning(Area, wrong, "set it to one of these, or unset it")];
        return mode switch
        {
            TuneMode.Off => [Finding.Warning(Area, "FLA_TUNE is off: calls go by the cost model, whatever was measured", "unset it unless that is meant")],
            TuneMode.Cached when value.Trim().Length > 0 && !value.Trim().Equals("cached", StringComparison.OrdinalIgnoreCase) =>
                [Finding.Warning(Area, $"FLA_TUNE is '{value}', but nothing is measured: FLA_TUNE_SNAPSHOT decides alone", "unset one of them")],
            _ => [Finding.Ok(Area, $"FLA_TUNE is {mode.ToString().ToLowerInvariant()}")],
        };
    }

    private static IEnumerable<Finding> Store(string value) => value == "memory"
        ? [Finding.Warning(Area, $"{EvidenceStores.Variable} is memory: what is measured is gone with each process", "unset it, or set it to a path")]
        : [Finding.Ok(Area, $"{EvidenceStores.Variable} is '{value}'")];

    private static IEnumerable<Finding> Lock(string value)
    {
        if (EvidenceSource.LockFiles().Length == 0)
            yield return Finding.Warning(Area, $"FLA_TUNE_LOCK is '{value}': it names no file", "set it to a path, or unset it");
        foreach (string path in EvidenceSource.LockFiles())
        {
            using IEvidenceStore file = LockFile.Open(path);
            IReadOnlyList<Evidence> entries = file.Find(new());
            if (file.Warnings is { Count: > 0 } warnings)
                yield return Finding.Warning(Area, $"FLA_TUNE_LOCK: {warnings[0]}", File.Exists(path) ? $"`fla cache merge {path}` writes it anew, if it can be read" : "name a file that is there, or unset it");
            else
                yield return Finding.Ok(Area, $"FLA_TUNE_LOCK: {path}, {EvidenceCheck.Match(entries)}");
        }
    }

    private static IEnumerable<Finding> Team(string value)
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        using ITeamStore? team = environment.TeamStore();
        if (team is null)
        {
            yield return environment.Warnings is [var wrong, ..]
                ? Finding.Warning(Area, wrong, "until then nothing is read from the team's server")
                : Finding.Ok(Area, $"{TeamStores.Variable} is empty: there is no team");
            yield break;
        }

        string? problem = team.Synchronize(TeamOptions.Patience);
        IReadOnlyList<Evidence> entries = team.Find(new());
        if (problem is not null)
            yield return Finding.Warning(Area, $"{TeamStores.Variable}: {team.Location}: {problem}", $"calls do not wait for it, and go by what was read before ({entries.Count} entries); put address, rights or server right");
        else
            yield return Finding.Ok(Area, $"{TeamStores.Variable}: {team.Location}, {EvidenceCheck.Match(entries)}");
        foreach (string warning in problem is null ? team.Warnings : [])
            yield return Finding.Warning(Area, $"{TeamStores.Variable}: {warning}", "whoever may write there can remove them");
    }

    private static IEnumerable<Finding> Frozen(string value)
    {
        string folder = Path.Combine(TuningEnvironment.Current.Folder ?? ".", "snapshots");
        Finding finding;
        try
        {
            finding = Finding.Ok(Area, $"FLA_TUNE_SNAPSHOT is {value}: it alone decides, {EvidenceCheck.Match(Snapshot.Load(value, folder))}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            finding = Finding.Problem(Area, $"FLA_TUNE_SNAPSHOT: {e.Message}", "every call fails until it is there, or the variable is unset");
        }

        return [finding];
    }

    private static IEnumerable<Finding> Numerics(string value)
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        NumericsMode mode = environment.Numerics;
        return environment.Warnings is [var wrong, ..]
            ? [Finding.Warning(Area, wrong, "set it to one of these, or unset it")]
            : [Finding.Ok(Area, $"FLA_NUMERICS is {mode.ToString().ToLowerInvariant()}{(mode == NumericsMode.Fixed ? ": only variants with the bits of the one that a call determines may win" : "")}")];
    }

    private static IEnumerable<Finding> Trust(string value)
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        return environment.Trust is { Ids: { Count: > 0 } ids }
            ? [Finding.Ok(Area, $"{KeyFiles.TrustVariable} is '{value}': entries of others count when one of {string.Join(", ", ids)} signed them")]
            : environment.Warnings.Select(w => Finding.Warning(Area, w, "`fla cache key` makes keys; the file holds the .pub halves of those who measure"));
    }

    private static IEnumerable<Finding> Key(string value)
    {
        Finding finding;
        try
        {
            using SigningKey key = SigningKey.Load(value);
            finding = Finding.Ok(Area, $"{KeyFiles.SignVariable} is the private half of {key.Id}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            finding = Finding.Warning(Area, $"{KeyFiles.SignVariable}: {e.Message}", "nothing is signed: name the private half of a key, or unset it");
        }

        return [finding];
    }

    private static IEnumerable<Finding> KnownBad(string value)
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        _ = environment.KnownBadTable();
        return environment.Warnings is { Count: > 0 } warnings
            ? warnings.Select(w => Finding.Warning(Area, $"FLA_KNOWN_BAD: {w}", "put the table right: nothing of it is used"))
            : [Finding.Ok(Area, $"FLA_KNOWN_BAD is '{value}'")];
    }

    private static IEnumerable<Finding> Bits(string value) => value is "512" or "256" or "128"
        ? [Finding.Ok(Area, $"FLA_VECTOR_BITS is {value}")]
        : [Finding.Warning(Area, $"FLA_VECTOR_BITS is '{value}': expected 512, 256 or 128; the hardware's width is used", "set it to one of these, or unset it")];
}
