using Fla.Cuda;

namespace Fla.Tests.Cuda;

public sealed class CacheTests : IDisposable
{
    private const string Key = "0123";

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("fla-cuda-").FullName, "cuda");
    private readonly CudaBinary _binary = new(
        new("Kernel_K", "text", "hash", PtxTarget.Parse("sm_90a"), new(128, 2, 3), 24, 4, 5), "sm_90", "580.1", "log", [1, 2, 3]);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void Reads_what_was_written()
    {
        CudaCache cache = new(_folder);
        Assert.Null(cache.Read(Key));
        cache.Write(Key, _binary);
        CudaBinary read = new CudaCache(_folder).Read(Key)!;
        Assert.Equal(_binary.Ptx, read.Ptx);
        Assert.Equal(_binary.Cubin, read.Cubin);
        Assert.Equal(_binary with { Cubin = read.Cubin }, read);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_noticed_and_removed()
    {
        CudaCache cache = new(_folder);
        cache.Write(Key, _binary);
        byte[] good = File.ReadAllBytes(cache.PathOf(Key));
        for (int at = 0; at < good.Length; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(cache.PathOf(Key), at % 2 == 0 ? bad : good[..at]);
            Assert.Null(cache.Read(Key));
            Assert.False(File.Exists(cache.PathOf(Key)));
        }
    }

    [Fact]
    public void Another_kernels_file_is_refused()
    {
        CudaCache cache = new(_folder);
        cache.Write("other", _binary);
        File.Move(cache.PathOf("other"), cache.PathOf(Key));
        Assert.Null(cache.Read(Key));
    }

    [Fact]
    public void Code_is_for_one_architecture_and_driver()
    {
        Assert.True(_binary.IsFor("sm_90", "580.1"));
        Assert.False(_binary.IsFor("sm_80", "580.1"));
        Assert.False(_binary.IsFor("sm_90", "580.2"));
        Assert.False((_binary with { Cubin = [] }).IsFor("sm_90", "580.1"));
    }

    [Fact]
    public void Whatever_changes_the_ptx_changes_the_key()
    {
        string[] keys =
        [
            CudaCache.KeyOf("a", "1.5.3", Kernel.Sm80, default), CudaCache.KeyOf("b", "1.5.3", Kernel.Sm80, default), CudaCache.KeyOf("a", "1.5.4", Kernel.Sm80, default),
            CudaCache.KeyOf("a", "1.5.3", PtxTarget.Parse("sm_90"), default), CudaCache.KeyOf("a", "1.5.3", PtxTarget.Parse("sm_90a"), default),
            CudaCache.KeyOf("a", "1.5.3", Kernel.Sm80 with { Isa = "8.0" }, default), CudaCache.KeyOf("a", "1.5.3", Kernel.Sm80, new(128)),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], CudaCache.KeyOf("a", "1.5.3", Kernel.Sm80, default));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_only_the_cache()
    {
        File.WriteAllText(_folder, "a file, not a folder");
        CudaCache cache = new(_folder);
        cache.Write(Key, _binary);
        Assert.Null(cache.Read(Key));
    }

    [Fact]
    public void Readers_and_writers_may_meet()
    {
        CudaCache cache = new(_folder);
        Parallel.For(0, 64, i =>
        {
            if (i % 2 == 0)
                cache.Write(Key, _binary);
            else if (cache.Read(Key) is { } read)
                Assert.Equal(_binary.Ptx, read.Ptx);
        });
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(null, "/tune", "/tune/cuda")]
    [InlineData("/there", "/tune", "/there")]
    [InlineData("off", "/tune", null)]
    [InlineData(null, null, null)]
    public void Folder_follows_the_environment(string? chosen, string? tuning, string? folder) =>
        Assert.Equal(folder is null ? null : Path.GetFullPath(folder), CudaCache.From(chosen, tuning)?.Folder);
}
