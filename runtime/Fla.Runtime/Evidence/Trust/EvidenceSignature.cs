using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Fla.Tuning;

/// <summary>A signature of an entry's <see cref="Evidence.Line"/>: ECDSA over P-256 and SHA-256. Whether it holds, <see cref="TrustedKeys"/> says.</summary>
public sealed record EvidenceSignature
{
    private const int Bytes = 64;
    private const int KeyDigits = 16;

    private readonly ImmutableArray<byte> _value;

    internal EvidenceSignature(string key, ReadOnlySpan<byte> value) => (Key, _value) = (key, [.. value]);

    /// <summary>The id of the key that made it: the first 16 hex digits of SHA-256 over the public key.</summary>
    public string Key { get; }

    /// <summary>Both numbers of the signature, 32 bytes each.</summary>
    public ReadOnlySpan<byte> Value => _value.AsSpan();

    /// <inheritdoc/>
    public bool Equals(EvidenceSignature? other) => other is not null && Key == other.Key && Value.SequenceEqual(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, _value[0], _value[^1]);

    /// <summary><c>key:base64</c>.</summary>
    public override string ToString() => $"{Key}:{Convert.ToBase64String(Value)}";

    internal static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out EvidenceSignature? signature)
    {
        signature = null;
        Span<byte> value = stackalloc byte[Bytes];
        if (text.Length <= KeyDigits || text[KeyDigits] != ':' || text[..KeyDigits].ContainsAnyExcept(EvidenceText.Hex)
            || !Convert.TryFromBase64Chars(text[(KeyDigits + 1)..], value, out int written) || written != Bytes)
            return false;
        EvidenceSignature read = new(text[..KeyDigits].ToString(), value);
        // Base64 has several spellings of some values, an entry has one text.
        if (!text.SequenceEqual(read.ToString()))
            return false;
        signature = read;
        return true;
    }
}
