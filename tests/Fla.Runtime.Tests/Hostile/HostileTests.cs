using System.Diagnostics;
using System.Text;
using CsCheck;
using Fla.Tests.Stores;
using Fla.Tests.Tuning;
using Fla.Tuning;

namespace Fla.Tests.Hostile;

/// <summary>100,000 hostile inputs for every reader: none throws what it does not say, none hangs, none makes a wrong variant win.</summary>
public sealed class HostileTests
{
    private static readonly Contender[] Contenders = Planted.Contenders(Planted.All);
    private static readonly SigningKey Writer = SigningKey.Create();
    private static readonly TrustedKeys Trust = TrustedKeys.Parse(Writer.PublicPem);
    private static readonly Gen<string> LockText = Nasty.Claim.Array[0, 6].Select(static claims => Encoding.UTF8.GetString(LockFile.Format(claims)));

    /// <summary>As they reach dispatch from a lock file, a snapshot or a server.</summary>
    [Fact]
    public void LockFilesNeverMakeAWrongVariantWin() => Nasty.Bytes(LockText).Sample(
        static bytes =>
        {
            LockFileContent content = LockFile.Read(new MemoryStream(bytes));
            Assert.All(content.Evidence, static e => Assert.Equal(EvidenceOrigin.Foreign, e.Origin));
            byte[] again = LockFile.Format(content.Evidence);
            Assert.Equal(again, LockFile.Format(LockFile.Read(new MemoryStream(again)).Evidence));
            Judge(content.Evidence);
        },
        iter: Nasty.Inputs);

    /// <summary>A look-up reads lines of one kernel alone, and finds what is found by reading all.</summary>
    [Fact]
    public void LookingUpOneKernelFindsWhatIsThere() => Nasty.Bytes(LockText).Sample(
        static bytes =>
        {
            EvidenceFilter filter = new() { Kernel = Planted.KernelName, Element = "f32", Devices = bytes.Length % 2 == 0 ? DeviceClass.Of(Settings.Device.Id) : null };
            using LockFileStore one = new("x.lock", bytes, EvidenceOrigin.Foreign), all = new("x.lock", bytes, EvidenceOrigin.Foreign);
            _ = all.Find(new());
            Assert.Equal(all.Find(filter).Select(static e => e.Text), one.Find(filter).Select(static e => e.Text));
        },
        iter: Nasty.Inputs);

    /// <summary>Lies that nothing is wrong with in form: all times, rejections and classes that somebody may claim.</summary>
    [Fact]
    public void ClaimsNeverMakeAWrongVariantWin() => Nasty.Claim.Array[0, 12].Sample(static claims => Judge(claims), iter: Nasty.Inputs);

    [Fact]
    public void EntriesAreRefusedOrMeanWhatTheySay() => Nasty.Mutation(Entries.Any.Select(static e => e.Text)).Sample(
        static text =>
        {
            if (!Evidence.TryParse(text, out Evidence? entry, out string? problem))
                return problem is { Length: > 0 and < 1000 };
            Assert.Equal(text, entry.Text);
            return Evidence.TryParse(entry.Text, out _, out _) && !Trust.Signed(entry);
        },
        iter: Nasty.Inputs);

    /// <summary>Of entries that the team signed, what is still trusted after any change says what was signed.</summary>
    [Fact]
    public void WhatIsTrustedWasSigned()
    {
        Evidence[] signed = [.. Enumerable.Range(0, 50).Select(static i => Writer.Sign(Entries.Timed(i)))];
        HashSet<string> lines = [.. signed.Select(static e => e.Line)];
        Nasty.Mutation(Gen.OneOf(signed).Select(static e => e.Text)).Sample(
            text => !Evidence.TryParse(text, out Evidence? entry, out _) || !Trust.Signed(entry) || lines.Contains(entry.Line), iter: Nasty.Inputs);
    }

    [Fact]
    public void KeyFilesAreReadOrRefused() => Nasty.Mutation(Gen.OneOf(Writer.PublicPem, Writer.PublicPem + Writer.PublicPem, Writer.PrivatePem, "")).Sample(
        static text =>
        {
            try
            {
                return TrustedKeys.Parse(text).Ids.Count > 0;
            }
            catch (InvalidDataException e)
            {
                return e.Message.Length > 0;
            }
        },
        iter: Nasty.Inputs);

    [Fact]
    public void KnownBadTablesAreReadOrRefused() => Nasty.Mutation(Gen.OneOf(
        "delta_chunk/cpu/*-C64-* | dotnet >=10.0.3 <10.0.6, device cpu-AuthenticAMD-* | wrong code\n", "# nothing\n*|compiler jit|no\n")).Sample(
        static text =>
        {
            try
            {
                KnownBad table = KnownBad.Parse(text);
                _ = table.Reason("delta_chunk/cpu/x-C64-y", Settings.Device, Settings.Toolchain);
                return true;
            }
            catch (FormatException e)
            {
                return e.Message.StartsWith("known-bad table, line", StringComparison.Ordinal);
            }
        },
        iter: Nasty.Inputs);

    /// <summary>A snapshot is what its id says or an error.</summary>
    [Fact]
    public void SnapshotsAreWhatTheirIdSays()
    {
        using StoreFolder folder = new();
        string id = Snapshot.Save(folder.Root, [Entries.Timed(1), Entries.Timed(2)]);
        string path = folder.At(id + ".lock"), text = File.ReadAllText(path);
        Nasty.Bytes(Gen.Const(text)).Sample(
            bytes =>
            {
                bool same = bytes.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text));
                try
                {
                    IReadOnlyList<Evidence> entries = Snapshot.Parse(id, bytes, path);
                    return same && entries.Count == 2;
                }
                catch (InvalidDataException e)
                {
                    return !same && e.Message.Contains(id);
                }
            },
            iter: Nasty.Inputs);
    }

    /// <summary>Rows that somebody wrote into the database by other means: none is own, none is wrong.</summary>
    [Fact]
    public void RowsOfADatabaseAreAsUntrustedAsAFile()
    {
        byte[][] seals = [[], new byte[32], new byte[4000]];
        Gen.Select(Nasty.Mutation(Nasty.Claim.Select(static e => e.Text)), Gen.Int[0, 3], Gen.Int[0, 1]).Array[2000].Sample(
            rows =>
            {
                using StoreFolder folder = new();
                folder.Add(Entries.Timed(1));
                folder.Insert(rows.Select(r => (r.Item1, r.Item2 == 3 ? null : seals[r.Item2], r.Item3)));
                using SqliteStore store = new(folder.Database);
                IReadOnlyList<Evidence> found = store.Find(new());
                Assert.Equal(Entries.Timed(1), Assert.Single(found, static e => e.Origin == EvidenceOrigin.Own));
                Judge([.. found.Where(static e => e.Origin != EvidenceOrigin.Own)]);
            },
            iter: Math.Max(1, Nasty.Inputs / 2000));
    }

    /// <summary>Dispatch over this evidence: whoever wins passed the gate, and without a trusted signature the evidence is not there.</summary>
    private static void Judge(IReadOnlyList<Evidence> evidence)
    {
        if (evidence.Count == 0)
            return;
        long start = Stopwatch.GetTimestamp();
        DispatcherSettings settings = Settings.With(evidence) with
        {
            Prove = static (_, variant) => Planted.Bad.Contains(variant) ? new(StandingKind.Rejected, "wrong") : new(StandingKind.Admitted, Numerics: "x-" + variant.Id),
        };
        foreach (NumericsMode numerics in (NumericsMode[])[NumericsMode.Any, NumericsMode.Fixed])
        {
            Decision decision = new Dispatcher(settings with { Numerics = numerics }).Resolve(Planted.Problem(), Contenders);
            Assert.Contains(decision.Variant, Planted.Right);
            Assert.True(numerics == NumericsMode.Any || decision.Variant == Planted.Slow, $"{decision.Variant} has other bits");
        }

        // Without a gate, too, somebody's word must not leave a call without a variant.
        Assert.NotNull(new Dispatcher(Settings.With(evidence)).Resolve(Planted.Problem(), Contenders).Variant);
        Decision strict = new Dispatcher(settings with { Trust = Trust }).Resolve(Planted.Problem(), Contenders);
        Assert.Equal((Planted.Slow, Rung.Heuristic), (strict.Variant, strict.Rung));
        // A bound that only a hang exceeds.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
    }
}
