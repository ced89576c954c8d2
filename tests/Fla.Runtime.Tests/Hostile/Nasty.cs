using System.Text;
using CsCheck;
using Fla.Tests.Stores;
using Fla.Tests.Tuning;
using Fla.Tuning;

namespace Fla.Tests.Hostile;

/// <summary>Inputs of somebody who wants a crash, a hang or a wrong winner.</summary>
internal static class Nasty
{
    /// <summary>How many of each kind; <c>FLA_FUZZ_INPUTS</c> asks for others.</summary>
    public static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("FLA_FUZZ_INPUTS"), out int inputs) ? inputs : 100_000;

    private static readonly string[] Fragments =
    [
        "\t", "\n", "\r\n", "\0", ",", "-", ":", "=", "sig=", "bits=", "*", "9223372036854775807", "-1", "1E308", "NaN", "∞", "\ud800", "\ufeff", "\u2028", "\u202e",
        "<<<<<<< HEAD", "=======", ">>>>>>> x", "|||||||", "fla.tune.lock 1", "fla.tune.lock 2", "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", "AAAA", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", new('A', 5000), new('\t', 300), "planted/cpu/wrong", "planted/cpu/crashing", "<script>alert(1)</script>", "../../etc/passwd", "%s%n", "\x1b[2J",
    ];

    private static readonly Gen<string> Piece = Gen.OneOf<string>(Gen.OneOf(Fragments), Gen.String[0, 12], Gen.Char.Select(static c => c.ToString()));

    /// <summary>Evidence about the planted variants, all of it plausible, much of it lies.</summary>
    public static readonly Gen<Evidence> Claim =
        from variant in Gen.OneOf(Planted.All)
        from gate in Gen.Bool
        from far in Gen.Int[0, 3]
        from hash in Gen.Int[0, 5]
        from nanoseconds in Gen.Long[1, 100_000]
        from rejection in Gen.Int[0, 4]
        from bits in Gen.OneOf<string?>(Gen.Const((string?)null), Gen.OneOf("planted-1", "x-1", "-").Select(static b => (string?)b))
        let site = Settings.Site(Planted.Problem(far == 3 ? 1 : 4096 << far))
        select new Evidence
        {
            Kernel = variant.Kernel,
            Variant = variant.Id,
            ContentHash = hash == 0 ? new('0', 64) : variant.ContentHash,
            Site = gate ? site.Gate() : site,
            Session = "s",
            When = Settings.When,
            Samples = gate ? [] : [nanoseconds, nanoseconds + 1, nanoseconds + 2],
            Rejection = rejection == 0 ? "so they say" : null,
            Numerics = bits,
            Signature = nanoseconds % 3 == 0 ? new("0123456789abcdef", new byte[64]) : null,
        };

    /// <summary>Cuts, copies, replacements, insertions: of a text, one to four.</summary>
    public static Gen<string> Mutation(Gen<string> text) =>
        from start in text
        from edits in Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Double[0, 1], Piece).Array[0, 4]
        select edits.Aggregate(start, static (s, edit) => Apply(s, edit.Item1, edit.Item2, edit.Item3, edit.Item4));

    /// <summary>Mutated bytes of a text.</summary>
    public static Gen<byte[]> Bytes(Gen<string> text) =>
        from mutated in Mutation(text)
        from edits in Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[0, 3]
        select edits.Aggregate(Encoding.UTF8.GetBytes(mutated), static (bytes, edit) =>
        {
            if (bytes.Length > 0)
                bytes[(int)(edit.Item1 * (bytes.Length - 1))] = edit.Item2;
            return bytes;
        });

    private static string Apply(string s, int how, double where, double other, string piece)
    {
        int a = (int)(where * s.Length), b = (int)(other * s.Length);
        (a, b) = (Math.Min(a, b), Math.Max(a, b));
        return how switch
        {
            0 => s[..a] + s[b..],
            1 => s.Insert(a, piece),
            2 => s[..a] + piece + s[b..],
            3 => s.Length < 20_000 ? s.Insert(b, s[a..b]) : s,
            _ => a < s.Length ? s[..a] + (char)(s[a] ^ 1) + s[(a + 1)..] : s,
        };
    }
}
