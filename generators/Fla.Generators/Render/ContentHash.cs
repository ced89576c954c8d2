using System.Security.Cryptography;
using System.Text;

namespace Fla.Generators.Render;

/// <summary>SHA-256 of emitted code without its comments: a new name for a local is not a new kernel.</summary>
internal static class ContentHash
{
    public static string Of(IEnumerable<string> sources)
    {
        StringBuilder text = new();
        foreach (string line in sources.SelectMany(static s => s.Split('\n')))
        {
            int comment = line.IndexOf("//", StringComparison.Ordinal);
            string code = (comment >= 0 ? line.Substring(0, comment) : line).Trim();
            if (code.Length > 0)
                text.Append(code).Append('\n');
        }

        using SHA256 sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(text.ToString())).Select(static b => b.ToString("x2")));
    }
}
