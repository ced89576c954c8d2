namespace Fla.Cuda;

/// <summary>Compiled code from the cache, or made and put there.</summary>
internal static class CudaBinaries
{
    public static CudaBinary Get(CudaDevice device, CudaKernelSource source, PtxTarget target, CudaCache? cache)
    {
        string key = CudaCache.KeyOf(source.ContentHash, CudaCompiler.Version, target, source.Hints);
        CudaBinary? known = cache?.Read(key);
        if (known?.IsFor(device.Architecture, CudaVersions.Driver) == true)
            return known;
        CudaBinary made = Link(device, known?.Ptx ?? CudaCompiler.Compile(source.Method, target, source.Hints));
        cache?.Write(key, made);
        return made;
    }

    public static CudaBinary Link(CudaDevice device, PtxKernel ptx)
    {
        (byte[] cubin, string log) = CudaLinker.Link(device, ptx);
        return new(ptx, device.Architecture, CudaVersions.Driver, log, cubin);
    }
}
