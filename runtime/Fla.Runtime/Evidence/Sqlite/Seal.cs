using System.Security.Cryptography;
using System.Text;

namespace Fla.Tuning;

/// <summary>A keyed hash of an entry's line: who has not the secret cannot make one.</summary>
internal static class Seal
{
    public static byte[] Of(string line, byte[] key) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(line));

    public static bool Holds(string line, byte[]? seal, byte[]? key) =>
        seal is not null && key is not null && CryptographicOperations.FixedTimeEquals(seal, Of(line, key));
}
