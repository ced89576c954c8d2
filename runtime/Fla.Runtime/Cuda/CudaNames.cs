using System.Globalization;

namespace Fla.Cuda;

/// <summary>Names of GPUs for keys.</summary>
internal static class CudaNames
{
    /// <summary><c>cuda-sm_90-132-H100-80GB</c>: what decides which kernel is fast; the same GPU with another cooler is the same.</summary>
    public static Device DeviceOf(string name, string architecture, int multiprocessors, long memoryBytes)
    {
        string[] words = name.Split([' ', '-', '_', '/'], StringSplitOptions.RemoveEmptyEntries);
        string? memory = Array.Find(words, IsMemory);
        string[] model = [.. words.Where(static w => !IsMemory(w) && w is not ("NVIDIA" or "Tesla" or "GeForce") && !w.StartsWith("HBM", StringComparison.Ordinal)).Select(Slug).Where(static w => w.Length > 0)];
        memory ??= string.Create(CultureInfo.InvariantCulture, $"{Math.Round(memoryBytes / 1073741824.0)}GB");
        string id = string.Create(CultureInfo.InvariantCulture, $"cuda-{architecture}-{multiprocessors}-{string.Join('-', model)}-{memory}");
        return new(id, $"cuda-{architecture}", name);
    }

    private static bool IsMemory(string word) => word.Length > 2 && word.EndsWith("GB", StringComparison.Ordinal) && !word.AsSpan(0, word.Length - 2).ContainsAnyExceptInRange('0', '9');

    private static string Slug(string word) => new([.. word.Where(char.IsAsciiLetterOrDigit)]);
}
