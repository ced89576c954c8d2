using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Fla.Tuning;

/// <summary>
/// The public keys of those whose entries count, as blocks of a PEM file with any text between them. With such a policy an entry of
/// somebody else that none of them signed, or that was changed since, is as good as not there.
/// </summary>
public sealed class TrustedKeys
{
    private const string Label = "PUBLIC KEY";
    private const long MostBytes = 1 << 20;

    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private readonly ThreadLocal<Dictionary<string, ECDsa>> _loaded = new(static () => new(StringComparer.Ordinal));

    // An entry is asked about again and again: once for each problem that it may decide.
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    private TrustedKeys()
    {
    }

    /// <summary>Ids of the keys, in order.</summary>
    public IReadOnlyList<string> Ids => [.. _keys.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Nobody: every entry of somebody else is left out.</summary>
    public static TrustedKeys None { get; } = new();

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It holds no public key for P-256, or one that cannot be read.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public static TrustedKeys Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new FileInfo(path) is { Exists: true, Length: > MostBytes }
            ? throw new InvalidDataException($"{path} is no file of public keys: larger than {MostBytes >> 20} MB.")
            : Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of such a file; <paramref name="name"/> is for errors.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static TrustedKeys Parse(string text, string name = "the text given")
    {
        ArgumentNullException.ThrowIfNull(text);
        TrustedKeys keys = new();
        ReadOnlySpan<char> rest = text;
        while (PemEncoding.TryFind(rest, out PemFields block))
        {
            keys.Add(rest[block.Location], rest[block.Label], name);
            rest = rest[block.Location.End..];
        }

        return keys._keys.Count > 0 ? keys
            : throw new InvalidDataException($"{name} holds no public key: expected blocks '-----BEGIN {Label}-----' of ECDSA keys over P-256, as `fla cache key` writes them.");
    }

    /// <summary>Whether an entry counts: it is this user's own or built in, there is no policy, or it is signed as that asks.</summary>
    public static bool Allow(TrustedKeys? policy, Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.Origin != EvidenceOrigin.Foreign || policy is null || policy.Signed(evidence);
    }

    /// <summary>Whether one of these signed the entry as it is.</summary>
    public bool Signed(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.Signature is { } signature && _keys.TryGetValue(signature.Key, out byte[]? key)
            && _known.GetOrAdd(evidence.Text, static (_, asked) => asked.Keys.Holds(asked.Key, asked.Signature, asked.Entry), (Keys: this, Key: key, Signature: signature, Entry: evidence));
    }

    private bool Holds(byte[] key, EvidenceSignature signature, Evidence evidence)
    {
        Dictionary<string, ECDsa> mine = _loaded.Value!;
        if (!mine.TryGetValue(signature.Key, out ECDsa? verifier))
        {
            mine[signature.Key] = verifier = ECDsa.Create();
            verifier.ImportSubjectPublicKeyInfo(key, out _);
        }

        return verifier.VerifyData(SigningKey.Message(evidence), signature.Value, HashAlgorithmName.SHA256);
    }

    private void Add(ReadOnlySpan<char> pem, ReadOnlySpan<char> label, string name)
    {
        if (!label.SequenceEqual(Label))
        {
            throw new InvalidDataException(label.Contains("PRIVATE", StringComparison.Ordinal)
                ? $"{name} holds a private key. Take it out, it lets anybody who reads the file sign; readers need the public half."
                : $"{name} holds a '{label}', expected '{Label}'.");
        }

        using ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception e) when (SigningKey.IsUnreadable(e))
        {
            throw new InvalidDataException($"{name} holds a public key that cannot be read.", e);
        }

        if (!SigningKey.IsP256(key))
            throw new InvalidDataException($"{name} holds a key of another curve than P-256. `fla cache key` makes one.");
        _keys[SigningKey.IdOf(key)] = key.ExportSubjectPublicKeyInfo();
    }
}
