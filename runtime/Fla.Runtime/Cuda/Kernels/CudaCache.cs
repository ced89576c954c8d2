using System.Security.Cryptography;
using System.Text;
using Fla.Tuning;

namespace Fla.Cuda;

/// <summary>
/// Compiled kernels on disk, a file each. A process may write while others read; a file that is damaged is deleted and made anew.
/// Nothing in it is needed: the folder may be deleted at any time.
/// </summary>
public sealed class CudaCache
{
    /// <summary>The variable that names another folder, or <c>off</c>.</summary>
    public const string Variable = "FLA_CUDA_CACHE";

    private readonly string _folder;

    /// <summary>A cache in a folder, which is made when something is written.</summary>
    public CudaCache(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Path.GetFullPath(folder);
    }

    /// <summary>This user's cache: what <see cref="Variable"/> names, else <c>cuda</c> beside the tuning results; null when nothing is kept.</summary>
    public static CudaCache? Default => From(Environment.GetEnvironmentVariable(Variable), TuningEnvironment.Current.Folder);

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>Compiles what is missing, several kernels at once: one takes seconds. What cannot be compiled is left to whoever loads it, who says why.</summary>
    /// <param name="device">The GPU that they are compiled for.</param>
    /// <param name="sources">The kernels.</param>
    /// <param name="threads">How many are compiled at once; 0 for one a core.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative.</exception>
    public void Fill(CudaDevice device, IEnumerable<CudaKernelSource> sources, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Parallel.ForEach(sources, new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount }, source =>
        {
            try
            {
                CudaBinaries.Get(device, source, device.Target(source.Specific), this);
            }
            catch (Exception e) when (e is CudaException or PtxException)
            {
                FlaEventSource.Log.Degraded($"{source.Id} is not compiled ahead: {e.Message}");
            }
        });
    }

    internal static CudaCache? From(string? chosen, string? tuning) =>
        chosen == "off" ? null
        : !string.IsNullOrWhiteSpace(chosen) ? new(chosen)
        : tuning is null ? null
        : new(Path.Combine(tuning, "cuda"));

    /// <summary>What decides the PTX. The driver is not part of it: another one links the same PTX again.</summary>
    internal static string KeyOf(string contentHash, string compiler, PtxTarget target, PtxHints hints) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{contentHash}|ilgpu-{compiler}|{Toolchain.Cpu.DotNet}|{target}|{hints}|{CudaCacheFile.Revision}")));

    internal CudaBinary? Read(string key)
    {
        string path = PathOf(key);
        try
        {
            return File.Exists(path) ? CudaCacheFile.Parse(File.ReadAllBytes(path), key) : null;
        }
        catch (InvalidDataException e)
        {
            FlaEventSource.Log.Degraded($"{path} is damaged ({e.Message}): it is deleted, and the kernel is compiled again.");
            Delete(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FlaEventSource.Log.Degraded($"{path} cannot be read ({e.Message}): the kernel is compiled again.");
            return null;
        }
    }

    internal void Write(string key, CudaBinary binary)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            AtomicFile.Write(PathOf(key), stream => stream.Write(CudaCacheFile.Format(key, binary)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FlaEventSource.Log.Degraded($"Compiled kernels cannot be kept in {_folder} ({e.Message}): every process compiles them. Set {Variable} to a folder that can be written.");
        }
    }

    internal string PathOf(string key) => Path.Combine(_folder, $"{key}.kernel");

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next write replaces it.
        }
    }
}
