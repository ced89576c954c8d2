namespace Fla.Cuda;

/// <summary>What a device is asked for.</summary>
internal enum CudaDeviceAttribute
{
    MaxThreadsPerBlock = 1,
    ClockRate = 13,
    MultiprocessorCount = 16,
    L2CacheSize = 38,
    MaxThreadsPerMultiprocessor = 39,
    ComputeCapabilityMajor = 75,
    ComputeCapabilityMinor = 76,
    MaxSharedMemoryPerMultiprocessor = 81,
    MaxRegistersPerMultiprocessor = 82,
    MaxSharedMemoryPerBlockOptIn = 97,
    MemoryPoolsSupported = 115,
}

/// <summary>What a loaded function is asked for or told.</summary>
internal enum CudaFunctionAttribute
{
    MaxThreadsPerBlock = 0,
    SharedSizeBytes = 1,
    LocalSizeBytes = 3,
    Registers = 4,
    MaxDynamicSharedSizeBytes = 8,
}

/// <summary>Options of the driver's linker.</summary>
internal enum CudaJitOption
{
    InfoLog = 3,
    InfoLogBytes = 4,
    ErrorLog = 5,
    ErrorLogBytes = 6,
    LogVerbose = 12,
}

/// <summary>What a pool of memory is told.</summary>
internal enum CudaPoolAttribute
{
    ReleaseThreshold = 4,
}
