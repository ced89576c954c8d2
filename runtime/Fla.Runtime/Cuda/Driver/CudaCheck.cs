using System.Runtime.InteropServices;

namespace Fla.Cuda;

/// <summary>Makes exceptions of the driver's result codes.</summary>
internal static unsafe class CudaCheck
{
    /// <summary>What helps, for the codes that users meet.</summary>
    private static readonly Dictionary<int, string> s_remedies = new()
    {
        [1] = "A launch with more threads or shared memory than the kernel was loaded for is refused like this.",
        [2] = "Free tensors, or use a smaller batch; other processes on the GPU count too.",
        [3] = "The driver could not be initialised: is the GPU visible to this process?",
        [46] = "Another process holds the GPU exclusively, or it is busy being reset: check nvidia-smi.",
        [100] = "No GPU is visible to this process: check CUDA_VISIBLE_DEVICES and, in a container, that it was given access.",
        [101] = "There is no such GPU: CudaDevice.All lists those that are there.",
        [200] = "The code is not for this GPU: delete the kernel cache, or compile for its architecture.",
        [209] = "The code is not for this GPU: compile for its architecture.",
        [218] = "The PTX is not valid for this GPU; the log says why.",
        [222] = "The PTX is newer than the driver: update the driver.",
        [700] = "A kernel touched memory that is not its own. The process must be restarted; compute-sanitizer finds the place.",
        [701] = "The launch needs more registers or shared memory than the GPU has for a block.",
        [702] = "A kernel ran longer than the system lets it.",
        [716] = "A kernel used an address that is not aligned. The process must be restarted.",
        [719] = "A kernel failed. The process must be restarted; compute-sanitizer finds the place.",
        [802] = "The GPU's fabric is not ready yet: try again, or check the fabric manager.",
        [803] = "The driver and the library of CUDA do not fit each other: restart after an update of the driver.",
        [900] = "This call is not allowed while a graph is being captured.",
        [901] = "The capture was invalidated by a call that cannot be captured.",
    };

    /// <summary>Throws unless a call succeeded.</summary>
    public static void Ok(int code, string call)
    {
        if (code != 0)
            throw Failure(code, call, "");
    }

    public static CudaException Failure(int code, string what, string log) => new(code, $"{what}: {Describe(code)}{(log.Length > 0 ? $"\n{log}" : "")}");

    public static string Describe(int code)
    {
        string name = CudaNative.GetErrorName(code, out byte* text) == 0 ? Marshal.PtrToStringUTF8((nint)text)! : "unknown error";
        string remedy = s_remedies.TryGetValue(code, out string? known) ? known
            : CudaNative.GetErrorString(code, out text) == 0 ? $"{Marshal.PtrToStringUTF8((nint)text)}." : "";
        return $"{name} ({code}). {remedy}".TrimEnd();
    }
}
