using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Fla.Interop.Tests;

/// <summary>The native half of TorchSharp, from the packages' folders.</summary>
internal static class Libtorch
{
    private const string Native = "runtimes/linux-x64/native";

    [ModuleInitializer]
    internal static void Load()
    {
        foreach (string library in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            NativeLibrary.Load(Path.Combine(Package("libtorch"), Native, library));
        string bindings = Path.Combine(Package("TorchSharp"), Native, "libLibTorchSharp.so");
        if (!NativeLibrary.TryLoad(bindings, out _))
            NativeLibrary.Load(ForOlderLibstdcxx(bindings));
    }

    private static string Package(string name) =>
        typeof(Libtorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    /// <summary>
    /// A copy that asks for GCC 13's libstdc++ without insisting. It names that version for one symbol that nothing calls: including
    /// <c>iostream</c> is enough. TorchSharp needs Debian 13 or Ubuntu 24.04 because of it; with the copy the tests run on Debian 12, too.
    /// </summary>
    private static string ForOlderLibstdcxx(string bindings)
    {
        const byte Weak = 2;
        byte[] file = File.ReadAllBytes(bindings);
        // Elf64_Vernaux begins with the hash of the version's name, and flags that are 0.
        Span<byte> need = stackalloc byte[6];
        need.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(need, ElfHash("GLIBCXX_3.4.32"));
        int at = file.AsSpan().IndexOf(need);
        if (at < 0)
            return bindings;
        file[at + sizeof(uint)] = Weak;
        string copy = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.older.so");
        File.WriteAllBytes(copy, file);
        return copy;
    }

    private static uint ElfHash(string name)
    {
        uint hash = 0;
        foreach (byte letter in Encoding.ASCII.GetBytes(name))
        {
            hash = (hash << 4) + letter;
            uint high = hash & 0xF0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }
}
