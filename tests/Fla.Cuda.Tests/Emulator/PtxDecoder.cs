using System.Globalization;
using System.Runtime.InteropServices;

namespace Fla.Cuda.Tests.Emulator;

/// <summary>Turns the instructions that kernels are made of into steps. Others are refused.</summary>
internal sealed class PtxDecoder
{
    private readonly PtxProgram _program;
    private readonly PtxInstruction _instruction;
    private readonly PtxOperand[] _o;

    private PtxDecoder(PtxProgram program, PtxInstruction instruction) => (_program, _instruction, _o) = (program, instruction, instruction.Operands);

    public static PtxStep Decode(PtxProgram program, PtxInstruction instruction, int index)
    {
        PtxDecoder decoder = new(program, instruction);
        Func<PtxThread, bool>? runs = instruction.Predicate switch
        {
            null => null,
            PtxNot not => decoder.Value(not.Inner) is var value ? t => value(t) == 0 : null,
            var predicate => decoder.Value(predicate) is var value ? t => value(t) != 0 : null,
        };
        string text = $"line {instruction.Line}: {instruction.Opcode} {string.Join(", ", (object[])instruction.Operands)}";
        string[] p = instruction.Opcode.Split('.');
        string first = instruction.Operands.Length > 0 ? instruction.Operands[0].ToString()! : "";
        return p[0] switch
        {
            "bra" => new(PtxFlow.Branch, runs, null, null, () => program.Label(first), text),
            "ret" or "exit" => new(PtxFlow.Return, runs, null, null, null, text),
            "bar" when p[1] == "warp" => new(PtxFlow.Warp, runs, null, static warp => warp[0].Block.WarpBarrier(warp[0].Index / 32), null, text),
            "bar" or "barrier" => new(p[1] == "arrive" ? PtxFlow.Arrive : PtxFlow.Block, runs, null, null, null, text)
            {
                Barrier = decoder.Barrier(),
            },
            "mma" or "ldmatrix" or "movmatrix" or "shfl" => new(PtxFlow.Warp, runs, null, PtxWarpDecoder.Decode(decoder, p, instruction.Operands), null, text),
            _ => new(PtxFlow.Next, runs, decoder.Single(p), null, null, text),
        };
    }

    private Func<PtxThread, (int Id, int Threads)> Barrier()
    {
        Func<PtxThread, ulong> id = Value(_o[0]), threads = _o.Length > 1 ? Value(_o[1]) : static _ => 0;
        return t => ((int)id(t), (int)threads(t));
    }

    public Func<PtxThread, ulong> Value(PtxOperand operand)
    {
        string text = operand.ToString()!;
        switch (text)
        {
            case "%tid.x":
                return static t => (uint)t.Index;
            case "%laneid":
                return static t => (uint)t.Lane;
            case "%ntid.x":
                return static t => (uint)t.Block.Threads;
            case "%ctaid.x":
                return static t => (uint)t.Block.Index.X;
            case "%ctaid.y":
                return static t => (uint)t.Block.Index.Y;
            case "%ctaid.z":
                return static t => (uint)t.Block.Index.Z;
            case "%tid.y" or "%tid.z" or "__dyn_shared_alloca":
                return static _ => 0;
            case "%ntid.y" or "%ntid.z":
                return static _ => 1;
        }

        if (_program.IsRegister(text))
        {
            int register = _program.Register(text);
            return t => t.R[register];
        }

        ulong constant =
            text.StartsWith("0f", StringComparison.OrdinalIgnoreCase) ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : _program.TryLocal(text, out long local) ? (ulong)local
            : unchecked((ulong)long.Parse(text, CultureInfo.InvariantCulture));
        return _ => constant;
    }

    public Func<PtxThread, float> Float(PtxOperand operand) => Value(operand) is var value ? t => BitConverter.UInt32BitsToSingle((uint)value(t)) : throw new InvalidOperationException();

    public Action<PtxThread, ulong> Set(PtxOperand operand)
    {
        int register = _program.Register(operand.ToString()!);
        return (t, value) => t.R[register] = value;
    }

    public Action<PtxThread, float> SetFloat(PtxOperand operand) => Set(operand) is var set ? (t, value) => set(t, BitConverter.SingleToUInt32Bits(value)) : throw new InvalidOperationException();

    /// <summary>A register and a distance, in brackets.</summary>
    public Func<PtxThread, long> Address(PtxOperand operand)
    {
        PtxOperand inside = ((PtxGroup)operand).Items.Single();
        if (inside is not PtxPair pair)
            return Value(inside) is var value ? t => (long)value(t) : throw new InvalidOperationException();
        Func<PtxThread, ulong> left = Value(pair.Left), right = Value(pair.Right);
        return t => (long)(left(t) + right(t));
    }

    private Action<PtxThread> Single(string[] p)
    {
        if (p[0] is "ld" or "st" or "cp")
            return Memory(p);
        if (p[0] == "setp")
            return Compare(p);
        string type = p[^1];
        if (p[0] == "mov" && _o.Any(static o => o is PtxGroup { Open: '{' }))
            return Unpack();
        if (p[0] is "cvt")
            return Convert(p);
        if (p[0] == "selp")
        {
            (Func<PtxThread, ulong> yes, Func<PtxThread, ulong> no, Func<PtxThread, ulong> which) = (Value(_o[1]), Value(_o[2]), Value(_o[3]));
            Action<PtxThread, ulong> select = Set(_o[0]);
            return t => select(t, which(t) != 0 ? yes(t) : no(t));
        }

        if (type == "f32" && p[0] != "mov")
            return FloatArithmetic(p);
        Func<PtxThread, ulong> a = Value(_o[1]), b = _o.Length > 2 ? Value(_o[2]) : a, c = _o.Length > 3 ? Value(_o[3]) : a;
        Action<PtxThread, ulong> set = Set(_o[0]);
        Func<ulong, ulong> fit = type switch
        {
            "s32" or "u32" or "b32" or "f32" => static x => (uint)x,
            "b16" or "u16" or "s16" => static x => (ushort)x,
            "pred" => static x => x & 1,
            _ => static x => x,
        };
        bool wide = type is "s64" or "u64" or "b64";
        Func<ulong, ulong, ulong> combine = (p[0], type) switch
        {
            ("mov", _) => static (x, _) => x,
            ("add", _) => static (x, y) => x + y,
            ("sub", _) => static (x, y) => x - y,
            ("mul", _) when p.Contains("lo") => static (x, y) => x * y,
            ("mul", "s32") when p.Contains("wide") => static (x, y) => (ulong)((long)(int)x * (int)y),
            ("and", _) => static (x, y) => x & y,
            ("or", _) => static (x, y) => x | y,
            ("xor", _) => static (x, y) => x ^ y,
            ("not", "pred") => static (x, _) => x ^ 1,
            ("not", _) => static (x, _) => ~x,
            ("neg", _) => static (x, _) => 0 - x,
            ("shl", _) => wide ? static (x, y) => y > 63 ? 0 : x << (int)y : static (x, y) => y > 31 ? 0 : x << (int)y,
            ("shr", "s32") => static (x, y) => (ulong)((int)x >> (int)Math.Min(y, 31)),
            ("shr", "s64") => static (x, y) => (ulong)((long)x >> (int)Math.Min(y, 63)),
            ("shr", _) => wide ? static (x, y) => y > 63 ? 0 : x >> (int)y : static (x, y) => y > 31 ? 0 : (uint)x >> (int)y,
            ("div", "s32") => static (x, y) => (ulong)((int)x / (int)y),
            ("div", "u32") => static (x, y) => (uint)x / (uint)y,
            ("div", "s64") => static (x, y) => (ulong)((long)x / (long)y),
            ("rem", "s32") => static (x, y) => (ulong)((int)x % (int)y),
            ("rem", "u32") => static (x, y) => (uint)x % (uint)y,
            ("min", "s32") => static (x, y) => (ulong)Math.Min((int)x, (int)y),
            ("max", "s32") => static (x, y) => (ulong)Math.Max((int)x, (int)y),
            ("min", "s64") => static (x, y) => (ulong)Math.Min((long)x, (long)y),
            ("max", "s64") => static (x, y) => (ulong)Math.Max((long)x, (long)y),
            ("mad", _) => static (x, y) => x * y,
            _ => throw new NotSupportedException($"line {_instruction.Line}: {_instruction.Opcode}"),
        };
        return p[0] == "mad" ? t => set(t, fit(combine(a(t), b(t)) + c(t))) : t => set(t, fit(combine(a(t), b(t))));
    }

    private Action<PtxThread> FloatArithmetic(string[] p)
    {
        Func<PtxThread, float> a = Float(_o[1]), b = _o.Length > 2 ? Float(_o[2]) : a, c = _o.Length > 3 ? Float(_o[3]) : a;
        Action<PtxThread, float> set = SetFloat(_o[0]);
        Func<float, float, float, float> f = p[0] switch
        {
            "add" => static (x, y, _) => x + y,
            "sub" => static (x, y, _) => x - y,
            "mul" => static (x, y, _) => x * y,
            "div" => static (x, y, _) => x / y,
            "fma" => static (x, y, z) => MathF.FusedMultiplyAdd(x, y, z),
            "neg" => static (x, _, _) => -x,
            "abs" => static (x, _, _) => MathF.Abs(x),
            "min" => static (x, y, _) => MathF.Min(x, y),
            "max" => static (x, y, _) => MathF.Max(x, y),
            "ex2" => static (x, _, _) => (float)Math.Pow(2, x),
            "lg2" => static (x, _, _) => (float)Math.Log2(x),
            "sqrt" => static (x, _, _) => MathF.Sqrt(x),
            "rsqrt" => static (x, _, _) => (float)(1 / Math.Sqrt(x)),
            "rcp" => static (x, _, _) => 1 / x,
            _ => throw new NotSupportedException($"line {_instruction.Line}: {_instruction.Opcode}"),
        };
        return t => set(t, f(a(t), b(t), c(t)));
    }

    private Action<PtxThread> Unpack()
    {
        PtxGroup parts = (PtxGroup)_o[0];
        Func<PtxThread, ulong> whole = Value(_o[1]);
        Action<PtxThread, ulong> low = Set(parts.Items[0]), high = Set(parts.Items[1]);
        return t =>
        {
            ulong x = whole(t);
            low(t, x & 0xffff);
            high(t, (x >> 16) & 0xffff);
        };
    }

    private Action<PtxThread> Convert(string[] p)
    {
        Action<PtxThread, ulong> set = Set(_o[0]);
        Func<PtxThread, ulong> a = Value(_o[1]);
        string to = p[^2], from = p[^1];
        switch (to, from)
        {
            case ("bf16x2" or "f16x2", "f32"):
                Func<PtxThread, float> high = Float(_o[1]), low = Float(_o[2]);
                Func<float, ulong> half = to == "bf16x2" ? PtxNumbers.ToBf16 : PtxNumbers.ToF16;
                return t => set(t, (half(high(t)) << 16) | half(low(t)));
            case ("tf32", "f32"):
                // To nearest, halves away from zero; all but ten fraction bits are gone.
                return t => set(t, float.IsFinite(BitConverter.UInt32BitsToSingle((uint)a(t))) ? ((uint)a(t) + 0x1000u) & ~0x1fffu : a(t));
            case ("f32", "f16"):
                return t => set(t, BitConverter.SingleToUInt32Bits((float)BitConverter.UInt16BitsToHalf((ushort)a(t))));
            case ("f32", "s32"):
                return t => set(t, BitConverter.SingleToUInt32Bits((int)a(t)));
            case ("f32", "u32"):
                return t => set(t, BitConverter.SingleToUInt32Bits((uint)a(t)));
            case ("f32", "s64"):
                return t => set(t, BitConverter.SingleToUInt32Bits((long)a(t)));
            case ("f32", "f32"):
                bool down = p.Contains("rmi");
                return t => set(t, BitConverter.SingleToUInt32Bits(down ? MathF.Floor(BitConverter.UInt32BitsToSingle((uint)a(t))) : MathF.Ceiling(BitConverter.UInt32BitsToSingle((uint)a(t)))));
            case ("s32", "f32"):
                return t => set(t, (uint)(int)BitConverter.UInt32BitsToSingle((uint)a(t)));
            case ("s64" or "u64", "s32"):
                return t => set(t, (ulong)(int)a(t));
            case ("s64" or "u64", "u32"):
                return t => set(t, (uint)a(t));
            case ("s32" or "u32", "s64" or "u64"):
                return t => set(t, (uint)a(t));
            case ("s32" or "u32", "s32" or "u32"):
                return t => set(t, (uint)a(t));
            case ("s32" or "u32" or "u64", "u16"):
                return t => set(t, (ushort)a(t));
            case ("u16" or "s16", "u32" or "s32"):
                return t => set(t, (ushort)a(t));
            default:
                throw new NotSupportedException($"line {_instruction.Line}: {_instruction.Opcode}");
        }
    }

    private Action<PtxThread> Compare(string[] p)
    {
        Action<PtxThread, ulong> set = Set(_o[0]);
        string relation = p[1], type = p[^1];
        if (type == "f32")
        {
            Func<PtxThread, float> x = Float(_o[1]), y = Float(_o[2]);
            Func<float, float, bool> holds = relation switch
            {
                "lt" => static (a, b) => a < b,
                "le" => static (a, b) => a <= b,
                "gt" => static (a, b) => a > b,
                "ge" => static (a, b) => a >= b,
                "eq" => static (a, b) => a == b,
                "ne" => static (a, b) => a < b || a > b,
                "ltu" => static (a, b) => !(a >= b),
                "leu" => static (a, b) => !(a > b),
                "gtu" => static (a, b) => !(a <= b),
                "geu" => static (a, b) => !(a < b),
                "equ" => static (a, b) => !(a < b || a > b),
                "neu" => static (a, b) => a != b,
                _ => throw new NotSupportedException($"line {_instruction.Line}: {_instruction.Opcode}"),
            };
            return t => set(t, holds(x(t), y(t)) ? 1u : 0);
        }

        Func<PtxThread, ulong> left = Value(_o[1]), right = Value(_o[2]);
        Func<ulong, Int128> read = type switch
        {
            "s32" => static x => (int)x,
            "u32" or "b32" => static x => (uint)x,
            "s64" => static x => (long)x,
            _ => static x => x,
        };
        Func<Int128, Int128, bool> compare = relation switch
        {
            "lt" or "lo" => static (a, b) => a < b,
            "le" or "ls" => static (a, b) => a <= b,
            "gt" or "hi" => static (a, b) => a > b,
            "ge" or "hs" => static (a, b) => a >= b,
            "eq" => static (a, b) => a == b,
            "ne" => static (a, b) => a != b,
            _ => throw new NotSupportedException($"line {_instruction.Line}: {_instruction.Opcode}"),
        };
        return t => set(t, compare(read(left(t)), read(right(t))) ? 1u : 0);
    }

    private Action<PtxThread> Memory(string[] p)
    {
        if (p[0] == "cp")
            return AsyncCopy(p);
        string space = p[1];
        bool load = p[0] == "ld";
        int size = p[^1] is "u16" or "b16" or "s16" ? 2 : p[^1] is "b64" or "s64" or "u64" ? 8 : p[^1] is "u8" or "s8" ? 1 : 4;
        PtxOperand data = _o[load ? 0 : 1], place = _o[load ? 1 : 0];
        PtxOperand[] parts = data is PtxGroup { Open: '{' } group ? group.Items : [data];
        if (space == "param")
        {
            PtxOperand inside = ((PtxGroup)place).Items.Single();
            int offset = inside is PtxPair pair ? int.Parse(pair.Right.ToString()!, CultureInfo.InvariantCulture) : 0;
            Action<PtxThread, ulong> target = Set(data);
            return t => target(t, PtxNumbers.Read(t.Block.Parameters.AsSpan(offset, size)));
        }

        Func<PtxThread, long> address = Address(place);
        if (load)
        {
            Action<PtxThread, ulong>[] targets = [.. parts.Select(Set)];
            return t =>
            {
                ReadOnlySpan<byte> bytes = Bytes(t, space, address(t), size * targets.Length);
                for (int i = 0; i < targets.Length; i++)
                    targets[i](t, PtxNumbers.Read(bytes.Slice(i * size, size)));
            };
        }

        Func<PtxThread, ulong>[] sources = [.. parts.Select(Value)];
        return t =>
        {
            Span<byte> bytes = stackalloc byte[32];
            for (int i = 0; i < sources.Length; i++)
                MemoryMarshal.Write(bytes[(i * size)..], sources[i](t));
            bytes = bytes[..(size * sources.Length)];
            long at = address(t);
            if (space == "shared")
                t.Block.Write(at, bytes, t.Index);
            else
                bytes.CopyTo(space == "local" ? t.Local.AsSpan((int)at, bytes.Length) : t.Block.Memory.At(at, bytes.Length));
        };
    }

    private static ReadOnlySpan<byte> Bytes(PtxThread t, string space, long address, int size) => space switch
    {
        "shared" => t.Block.Read(address, size, t.Index),
        "local" => t.Local.AsSpan((int)address, size),
        _ => t.Block.Memory.At(address, size),
    };

    private Action<PtxThread> AsyncCopy(string[] p)
    {
        if (p.Contains("commit_group"))
            return static t => t.Group++;
        if (p.Any(static w => w.StartsWith("wait", StringComparison.Ordinal)))
        {
            // The last groups may still be on their way; what is not committed belongs to none.
            int pending = p.Contains("wait_group") ? int.Parse(_o[0].ToString()!, CultureInfo.InvariantCulture) : -1;
            return t =>
            {
                foreach ((long at, byte[] bytes, int group) in t.Copies.Where(c => pending < 0 || c.Group < t.Group - pending))
                    t.Block.Write(at, bytes, t.Index);
                t.Copies.RemoveAll(c => pending < 0 || c.Group < t.Group - pending);
            };
        }

        Func<PtxThread, long> target = Address(_o[0]), source = Address(_o[1]);
        int size = int.Parse(_o[2].ToString()!, CultureInfo.InvariantCulture);
        Func<PtxThread, ulong> count = _o.Length > 3 ? Value(_o[3]) : _ => (ulong)size;
        return t =>
        {
            byte[] bytes = new byte[size];
            int given = (int)count(t);
            // All bytes must be aligned, however few of them are read.
            if (source(t) % size != 0)
                throw new InvalidOperationException($"line {_instruction.Line}: a copy from {source(t)}, which is not aligned.");
            for (int i = 0; i < given; i += 2)
                t.Block.Memory.At(source(t) + i, 2).CopyTo(bytes.AsSpan(i));
            // It may arrive at once.
            t.Block.MayWrite(target(t), size, t.Index);
            t.Copies.Add((target(t), bytes, t.Group));
        };
    }
}

internal static class PtxNumbers
{
    public static ulong Read(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => MemoryMarshal.Read<ushort>(bytes),
        4 => MemoryMarshal.Read<uint>(bytes),
        _ => MemoryMarshal.Read<ulong>(bytes),
    };

    public static ulong ToBf16(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        return float.IsNaN(x) ? 0x7fffu : (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    }

    public static ulong ToF16(float x) => BitConverter.HalfToUInt16Bits((Half)x);

    public static float FromBf16(ulong x) => BitConverter.UInt32BitsToSingle((uint)x << 16);

    public static float FromF16(ulong x) => (float)BitConverter.UInt16BitsToHalf((ushort)x);
}
