using System.Security.Cryptography;
using CsCheck;
using Fla.Tests.Stores;
using Fla.Tests.Tuning;
using Fla.Tuning;

namespace Fla.Tests.Trust;

public sealed class TrustTests : IDisposable
{
    private readonly SigningKey _writer = SigningKey.Create();
    private readonly SigningKey _stranger = SigningKey.Create();
    private readonly TrustedKeys _trust;

    public TrustTests() => _trust = TrustedKeys.Parse(_writer.PublicPem);

    public void Dispose()
    {
        _writer.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void WhatWasSignedHoldsAlsoAfterItWasRead() => Entries.Any.Sample(
        entry =>
        {
            Evidence signed = _writer.Sign(entry);
            Assert.True(Evidence.TryParse(signed.Text, out Evidence? read, out string? problem), problem);
            return _trust.Signed(signed) && _trust.Signed(read) && read.Line == entry.Line;
        },
        iter: 200);

    [Fact]
    public void WhatOthersSignedOrNobodyDoesNotHold()
    {
        Assert.False(_trust.Signed(Entries.Timed(1)));
        Assert.False(_trust.Signed(_stranger.Sign(Entries.Timed(1))));
        Assert.False(TrustedKeys.None.Signed(_writer.Sign(Entries.Timed(1))));
    }

    /// <summary>A signature under the name of a trusted key, made with another.</summary>
    [Fact]
    public void TheNameOfAKeyIsNotTheKey()
    {
        Evidence forged = _stranger.Sign(Entries.Timed(1));
        Assert.False(_trust.Signed(forged.With(new(_writer.Id, forged.Signature!.Value))));
    }

    [Fact]
    public void AChangedEntryDoesNotHold() => Gen.Select(Entries.Any, Gen.Int[0, int.MaxValue], Gen.Char['!', '~']).Sample(
        (entry, at, c) =>
        {
            string text = _writer.Sign(entry).Text;
            int i = at % text.Length;
            string changed = text[..i] + c + text[(i + 1)..];
            return changed == text || !Evidence.TryParse(changed, out Evidence? read, out _) || !_trust.Signed(read);
        },
        iter: 2000);

    /// <summary>The signature of one entry on another.</summary>
    [Fact]
    public void ASignatureIsForOneEntry() =>
        Assert.False(_trust.Signed(Entries.Timed(2).With(_writer.Sign(Entries.Timed(1)).Signature!)));

    [Fact]
    public void OfTheSameEntryTheSignedOneStays()
    {
        Evidence signed = _writer.Sign(Entries.Timed(1));
        Assert.Same(signed, EvidenceMerge.Join(signed, Entries.Timed(1)));
        Assert.Same(signed, EvidenceMerge.Join(Entries.Timed(1), signed));
    }

    [Fact]
    public void SignaturesSurviveLockFilesAndDatabases()
    {
        using StoreFolder folder = new();
        Evidence signed = _writer.Sign(Entries.Timed(1).From(EvidenceOrigin.Foreign));
        LockFile.Write(folder.At("x.lock"), [signed]);
        Assert.All(LockFile.Read(folder.At("x.lock")).Evidence, e => Assert.True(_trust.Signed(e)));
        folder.Add(signed);
        using SqliteStore store = new(folder.Database);
        Assert.True(_trust.Signed(Assert.Single(store.Find(new()))));
    }

    [Fact]
    public void AFileMayHoldSeveralKeysAndText()
    {
        TrustedKeys both = TrustedKeys.Parse($"# the runner\n{_writer.PublicPem}# Jo\r\n{_stranger.PublicPem}");
        Assert.Equal(new[] { _writer.Id, _stranger.Id }.Order(StringComparer.Ordinal), both.Ids);
        Assert.True(both.Signed(_stranger.Sign(Entries.Timed(1))));
    }

    [Fact]
    public void AKeyReadsBack()
    {
        using StoreFolder folder = new();
        File.WriteAllText(folder.At("key"), _writer.PrivatePem);
        using SigningKey fromFile = SigningKey.Load(folder.At("key")), fromText = SigningKey.Load("\n" + _writer.PrivatePem);
        Assert.Equal((_writer.Id, _writer.Id), (fromFile.Id, fromText.Id));
        Assert.True(_trust.Signed(fromText.Sign(Entries.Timed(3))));
    }

    [Fact]
    public void KeysThatAreNoneAreNamed()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("another curve", Assert.Throws<InvalidDataException>(() => TrustedKeys.Parse(other.ExportSubjectPublicKeyInfoPem())).Message);
        Assert.Contains("another curve", Assert.Throws<InvalidDataException>(() => SigningKey.Load(other.ExportPkcs8PrivateKeyPem())).Message);
        Assert.Contains("private key", Assert.Throws<InvalidDataException>(() => TrustedKeys.Parse(_writer.PrivatePem)).Message);
        Assert.Contains("no public key", Assert.Throws<InvalidDataException>(() => TrustedKeys.Parse("hello", "team.pub")).Message);
        Assert.Contains("cannot be read", Assert.Throws<InvalidDataException>(() => TrustedKeys.Parse("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")).Message);
        Assert.Contains("no private key", Assert.Throws<InvalidDataException>(() => SigningKey.Load(_writer.PublicPem)).Message);
        Assert.Throws<FileNotFoundException>(() => SigningKey.Load(Path.Combine(Path.GetTempPath(), "fla-no-such-key")));
    }

    /// <summary>With a policy unsigned evidence of others is not there; one's own and what is built in need no signature.</summary>
    [Theory]
    [InlineData(EvidenceOrigin.Foreign, false, false, Rung.Heuristic)]
    [InlineData(EvidenceOrigin.Foreign, true, false, Rung.Tuned)]
    [InlineData(EvidenceOrigin.Foreign, true, true, Rung.Heuristic)]
    [InlineData(EvidenceOrigin.Shipped, false, false, Rung.Tuned)]
    [InlineData(EvidenceOrigin.Own, false, false, Rung.Tuned)]
    public void APolicyLeavesOutWhatIsNotSigned(EvidenceOrigin origin, bool sign, bool byStranger, Rung rung)
    {
        Evidence[] measured = [Settings.Time(Planted.Slow, 4000, origin), Settings.Time(Planted.Fast, 1000, origin)];
        if (sign)
            measured = [.. measured.Select((byStranger ? _stranger : _writer).Sign)];
        DispatcherSettings settings = Settings.With(measured) with { Trust = _trust, Prove = static (_, _) => new(StandingKind.Admitted) };
        Assert.Equal(rung, new Dispatcher(settings).Resolve(Planted.Problem(), Planted.Contenders(Planted.Slow, Planted.Fast)).Rung);
        Assert.Equal(Rung.Tuned, new Dispatcher(settings with { Trust = null }).Resolve(Planted.Problem(), Planted.Contenders(Planted.Slow, Planted.Fast)).Rung);
    }

    /// <summary>A rejection that nobody signed would take a variant out of everybody's dispatch.</summary>
    [Fact]
    public void APolicyLeavesOutRejectionsToo()
    {
        Evidence rejection = Settings.Gate(Planted.Slow, "slander", EvidenceOrigin.Foreign);
        Decision Decide(TrustedKeys? trust) => new Dispatcher(Settings.With(rejection) with { Trust = trust }).Resolve(Planted.Problem(), Planted.Contenders(Planted.Slow, Planted.Fast));
        Assert.Equal((Planted.Fast, Planted.Slow), (Decide(null).Variant, Decide(_trust).Variant));
    }

    [Fact]
    public void AFileThatCannotBeReadTrustsNobody()
    {
        TuningEnvironment environment = new(static name => name == "FLA_TUNE_TRUST" ? "/no/such/file" : null);
        Assert.Same(TrustedKeys.None, environment.Trust);
        Assert.Contains("FLA_TUNE_TRUST", Assert.Single(environment.Warnings));
        Assert.Null(new TuningEnvironment(static _ => null).Trust);
    }
}
