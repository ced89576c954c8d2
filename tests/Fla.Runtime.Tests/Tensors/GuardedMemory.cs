using System.Runtime.InteropServices;

namespace Fla.Tests;

/// <summary>Memory between two pages that must not be touched: reading or writing beyond either end ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3, NoAccess = 0, PrivateAnonymous = 0x22;

    private readonly nuint _page = (nuint)Environment.SystemPageSize;
    private readonly byte* _start;

    public GuardedMemory()
    {
        _start = (byte*)Map(0, 3 * _page, ReadWrite, PrivateAnonymous, -1, 0);
        if (Protect(_start, _page, NoAccess) != 0 || Protect(_start + 2 * _page, _page, NoAccess) != 0)
            throw new InvalidOperationException("The guard pages could not be protected.");
    }

    public static bool Supported => OperatingSystem.IsLinux();

    public T* First<T>() where T : unmanaged => (T*)(_start + _page);

    public T* Last<T>(int count) where T : unmanaged => (T*)(_start + 2 * _page) - count;

    public void Dispose() => _ = Unmap(_start, 3 * _page);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
