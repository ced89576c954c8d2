using System.Runtime.InteropServices;
using System.Text;

namespace Fla.Cuda;

/// <summary>The driver's own assembler: PTX to the code of one architecture.</summary>
internal static unsafe class CudaLinker
{
    private const int Ptx = 1;
    private const int LogBytes = 64 * 1024;

    /// <summary>The code, and what the assembler says of registers and spills.</summary>
    public static (byte[] Cubin, string Log) Link(CudaDevice device, PtxKernel kernel)
    {
        device.MakeCurrent();
        byte* info = (byte*)NativeMemory.AllocZeroed(LogBytes);
        byte* errors = (byte*)NativeMemory.AllocZeroed(LogBytes);
        nint state = 0;
        try
        {
            CudaJitOption* options = stackalloc[] { CudaJitOption.InfoLog, CudaJitOption.InfoLogBytes, CudaJitOption.ErrorLog, CudaJitOption.ErrorLogBytes, CudaJitOption.LogVerbose };
            void** values = stackalloc void*[] { info, (void*)LogBytes, errors, (void*)LogBytes, (void*)1 };
            CudaCheck.Ok(CudaNative.LinkCreate(5, options, values, out state), "cuLinkCreate");
            byte[] text = Encoding.UTF8.GetBytes(kernel.Text + '\0');
            fixed (byte* data = text)
                Check(CudaNative.LinkAddData(state, Ptx, data, (nuint)text.Length, kernel.Entry, 0, null, null), kernel, errors);
            Check(CudaNative.LinkComplete(state, out void* cubin, out nuint size), kernel, errors);
            return (new ReadOnlySpan<byte>(cubin, checked((int)size)).ToArray(), Read(info));
        }
        finally
        {
            if (state != 0)
                _ = CudaNative.LinkDestroy(state);
            NativeMemory.Free(info);
            NativeMemory.Free(errors);
        }
    }

    private static void Check(int code, PtxKernel kernel, byte* errors)
    {
        if (code != 0)
            throw CudaCheck.Failure(code, $"{kernel.Entry} for {kernel.Target}", Read(errors));
    }

    private static string Read(byte* log) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(log)).Trim();
}
