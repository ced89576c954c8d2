using System.Globalization;
using System.Runtime.CompilerServices;
using Fla;
using Fla.Cuda;
using Fla.NativeAot;

// Fla.NativeAot [BITS]: whether the ops are right in this executable and can be tuned in it, and whether its vectors have the expected width.
Console.WriteLine($"{(RuntimeFeature.IsDynamicCodeCompiled ? "JIT" : "NativeAOT")}, vectors of {CpuTarget.HardwareBits} bits");
bool passed = true;
if (args is [string expected] && expected != CpuTarget.HardwareBits.ToString(CultureInfo.InvariantCulture))
{
    Console.WriteLine($"FAIL: expected vectors of {expected} bits");
    passed = false;
}

if (CudaSwitch.IsSupported != RuntimeFeature.IsDynamicCodeSupported || CudaDevice.Unavailable is { } reason && !CudaSwitch.IsSupported && !reason.Contains("NativeAOT", StringComparison.Ordinal))
{
    Console.WriteLine("FAIL: CUDA needs the JIT, and must say so");
    passed = false;
}

foreach (OpDescriptor op in OpCatalog.All)
{
    foreach (ElementType type in Enum.GetValues<ElementType>())
        passed &= OpCheck.Passes(op, type);
}

passed &= TuneCheck.Passes();
return passed ? 0 : 1;
