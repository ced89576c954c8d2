using System.Security.Cryptography;
using System.Text;

namespace Fla.Tuning;

/// <summary>
/// The private key of somebody who measures for others, such as a CI runner: ECDSA over P-256. Who has only the public half can check
/// entries and cannot make any.
/// </summary>
public sealed class SigningKey : IDisposable
{
    // What is signed here can be nothing else anywhere.
    private const string Purpose = "fla.evidence.1\n";
    private const string PemStart = "-----BEGIN ";

    private readonly ECDsa _key;

    private SigningKey(ECDsa key) => (_key, Id) = (key, IdOf(key));

    /// <summary>The first 16 hex digits of SHA-256 over the public key.</summary>
    public string Id { get; }

    /// <summary>The public half, as a line block of a file for <see cref="TrustedKeys"/>.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>The private half, to be kept secret: PKCS #8.</summary>
    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>A new key.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private key from a PEM file, or from PEM text as CI systems keep secrets in variables.</summary>
    /// <exception cref="InvalidDataException">It is none for P-256.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public static SigningKey Load(string pathOrPem)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pathOrPem);
        bool inline = pathOrPem.TrimStart().StartsWith(PemStart, StringComparison.Ordinal);
        string source = inline ? "the text given" : pathOrPem, pem = inline ? pathOrPem : File.ReadAllText(pathOrPem);
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            // A key without its private half is found out here.
            _ = key.ExportParameters(includePrivateParameters: true);
            return IsP256(key) ? new(key) : throw new InvalidDataException($"{source} holds a key of another curve than P-256. `fla cache key` makes one.");
        }
        catch (Exception e)
        {
            key.Dispose();
            if (IsUnreadable(e))
                throw new InvalidDataException($"{source} holds no private key in PEM that can be read. `fla cache key` makes one.", e);
            throw;
        }
    }

    /// <summary>The entry with this key's signature in place of any that it had.</summary>
    public Evidence Sign(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.With(new(Id, _key.SignData(Message(evidence), HashAlgorithmName.SHA256)));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>What importing a key throws that is none, or is for a curve that this platform does not have.</summary>
    internal static bool IsUnreadable(Exception e) => e is CryptographicException or ArgumentException or PlatformNotSupportedException;

    internal static byte[] Message(Evidence evidence) => Encoding.UTF8.GetBytes(Purpose + evidence.Line);

    internal static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    internal static bool IsP256(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
}
