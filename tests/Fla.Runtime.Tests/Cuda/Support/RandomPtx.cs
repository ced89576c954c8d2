using System.Text;

namespace Fla.Tests.Cuda;

/// <summary>Programs over local memory: some slots that can be registers, some whose address goes elsewhere.</summary>
internal static class RandomPtx
{
    private const int Slots = 5;

    public static string Body(int seed)
    {
        Random random = new(seed);
        StringBuilder text = new(".reg .pred %p<2>;\n.reg .b32 %r<8>;\n.reg .f32 %f<4>;\n.reg .b64 %rd<40>;\n");
        int[] sizes = [.. Enumerable.Range(0, Slots).Select(_ => 4 << random.Next(3))];
        for (int slot = 0; slot < Slots; slot++)
            text.Append($".local .align 8 .b8 __local_depot{slot}[{sizes[slot]}];\n");
        for (int slot = 0; slot < Slots; slot++)
            text.Append($"mov.b64 %rd{slot}, __local_depot{slot};\nmov.b64 %rd{20 + slot}, {random.Next(100)};\n");
        for (int i = 0; i < 8; i++)
            text.Append($"mov.b32 %r{i}, {random.Next(100)};\nmov.b32 %f{i % 4}, {random.Next(100)};\n");
        for (int slot = 0; slot < Slots; slot++)
            for (int offset = 0; offset < sizes[slot]; offset += 4)
                text.Append($"st.local.b32 [%rd{slot}{At(offset)}], {random.Next(100)};\n");
        for (int i = 0; i < 40; i++)
            text.Append(Statement(random, sizes, i)).Append('\n');
        for (int i = 0; i < 8; i++)
            text.Append($"st.global.b32 [{i}], %r{i};\nst.global.b32 [{i + 8}], %f{i % 4};\n");
        for (int slot = 0; slot < Slots; slot++)
            text.Append($"ld.local.b32 %r0, [%rd{slot}];\nst.global.b32 [{slot + 20}], %r0;\nst.global.b64 [{slot + 30}], %rd{20 + slot};\n");
        return text.ToString();
    }

    private static string Statement(Random random, int[] sizes, int index)
    {
        int slot = random.Next(Slots);
        string place = $"[%rd{slot}{At(random.Next(sizes[slot] / 4) * 4)}]";
        string guard = random.Next(4) == 0 ? $"@{(random.Next(2) == 0 ? "!" : "")}%p1 " : "";
        (string type, string value) = random.Next(2) == 0 ? ("b32", $"%r{random.Next(8)}") : ("f32", $"%f{random.Next(4)}");
        return random.Next(9) switch
        {
            0 or 1 => $"{Predicate(random)}{guard}st.local.{type} {place}, {value};",
            2 or 3 => $"{Predicate(random)}{guard}ld.local.{type} {value}, {place};",
            4 => $"st.local.f32 {place}, 0f{random.Next():X8};",
            5 => $"add.s32 %r{random.Next(8)}, %r{random.Next(8)}, %r{random.Next(8)};",
            6 => $"{Predicate(random)}@%p1 bra L_{index};\nadd.s32 %r1, %r1, 1;\nst.local.b32 {place}, %r1;\nL_{index}:",
            7 when random.Next(3) == 0 => $"add.u64 %rd30, %rd{slot}, 0;\nst.local.b32 [%rd30], %r{random.Next(8)};",
            8 when random.Next(3) == 0 && sizes[slot] >= 8 => $"st.local.b64 [%rd{slot}], %rd{20 + slot};\nld.local.b64 %rd{20 + random.Next(Slots)}, [%rd{slot}];",
            _ => $"st.global.b32 [{index + 100}], %r{random.Next(8)};",
        };
    }

    private static string Predicate(Random random) => $"setp.lt.s32 %p1, %r{random.Next(8)}, {random.Next(150)};\n";

    private static string At(int offset) => offset == 0 ? "" : $"+{offset}";
}
