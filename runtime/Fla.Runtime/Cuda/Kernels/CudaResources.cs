namespace Fla.Cuda;

/// <summary>What a kernel needs against what there is and what was planned: a plan that does not hold shows at once, not as a slow kernel.</summary>
internal static class CudaResources
{
    public static void Check(CudaKernel kernel)
    {
        CudaKernelSource plan = kernel.Source;
        Check(plan.Threads, kernel.MaxThreads, "threads of a block", kernel, "the kernel's registers allow");
        Check(plan.SharedBytes + kernel.StaticSharedBytes, kernel.Device.SharedBytesPerBlock, "bytes of shared memory", kernel, $"{kernel.Device.Name} has");
        if (plan.MaxRegisters > 0)
            Check(kernel.Registers, plan.MaxRegisters, "registers of a thread", kernel, "the plan allows");
        if (plan.MaxLocalBytes is { } local)
            Check(kernel.LocalBytes, local, "bytes of local memory, which are spilled registers or arrays", kernel, "the plan allows");
    }

    private static void Check(int needed, int available, string what, CudaKernel kernel, string limit)
    {
        if (needed > available)
            throw new CudaException($"{kernel.Source.Id} needs {needed} {what}; {limit} {available}. Choose a variant with smaller tiles or more warps.");
    }
}
