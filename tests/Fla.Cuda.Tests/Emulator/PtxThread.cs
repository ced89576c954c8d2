namespace Fla.Cuda.Tests.Emulator;

/// <summary>One thread: its registers, and where it is.</summary>
internal sealed class PtxThread(PtxBlockState block, int index, int registers, int localBytes)
{
    public readonly ulong[] R = new ulong[registers];

    public PtxBlockState Block { get; } = block;

    public int Index { get; } = index;

    public int Lane => Index % 32;

    public byte[] Local { get; } = new byte[localBytes];

    public int At { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Copies to shared memory that have not arrived, with the group that each was committed in.</summary>
    public List<(long Target, byte[] Bytes, int Group)> Copies { get; } = [];

    public int Group { get; set; }
}

/// <summary>
/// The memory that a block shares. Every access is checked: what nobody wrote must not be read, and of two accesses by different threads one
/// of which writes, one must have happened before the other: each warp knows, through the barriers that it waited at, how far the others are.
/// </summary>
internal sealed class PtxBlockState
{
    private readonly byte[] _shared;
    private readonly int[] _writer;
    private readonly int[] _writtenAt;
    private readonly ushort[] _readers;
    private readonly int[] _reader;
    private readonly int[] _readAt;
    private readonly int[][] _clocks;
    private readonly Dictionary<int, (int Threads, int[] Clock)> _arrived = [];

    public PtxBlockState(byte[] parameters, int sharedBytes, (int X, int Y, int Z) block, int threads, PtxMemory memory)
    {
        (Parameters, Index, Threads, Memory) = (parameters, block, threads, memory);
        int warps = (threads + 31) / 32;
        if (warps > 16)
            throw new InvalidOperationException($"{threads} threads a block: the emulator takes 512.");
        (_shared, _writer, _writtenAt, _readers) = (new byte[sharedBytes], new int[sharedBytes], new int[sharedBytes], new ushort[sharedBytes]);
        (_reader, _readAt) = (new int[warps * sharedBytes], new int[warps * sharedBytes]);
        _clocks = [.. Enumerable.Range(0, warps).Select(w => Enumerable.Range(0, warps).Select(v => v == w ? 1 : 0).ToArray())];
    }

    public byte[] Parameters { get; }

    public (int X, int Y, int Z) Index { get; }

    public int Threads { get; }

    public PtxMemory Memory { get; }

    /// <summary>Barriers that some have arrived at and nobody waited for.</summary>
    public IEnumerable<int> Left => _arrived.Keys;

    /// <summary>How many threads have arrived at a barrier without waiting.</summary>
    public int Arrived(int barrier) => _arrived.TryGetValue(barrier, out var arrived) ? arrived.Threads : 0;

    /// <summary>A warp goes on, and whoever waits at the barrier knows what it did until now.</summary>
    public void Arrive(int barrier, int warp)
    {
        (int count, int[] clock) = _arrived.TryGetValue(barrier, out var known) ? known : (0, new int[_clocks.Length]);
        Join(clock, _clocks[warp]);
        _arrived[barrier] = (count + 32, clock);
        _clocks[warp][warp]++;
    }

    /// <summary>Warps waited for each other, and for those who had arrived.</summary>
    public void Open(int barrier, IReadOnlyCollection<int> warps)
    {
        int[] joined = _arrived.Remove(barrier, out var arrived) ? arrived.Clock : new int[_clocks.Length];
        foreach (int warp in warps)
            Join(joined, _clocks[warp]);
        foreach (int warp in warps)
        {
            joined.CopyTo(_clocks[warp], 0);
            _clocks[warp][warp]++;
        }
    }

    public void WarpBarrier(int warp) => _clocks[warp][warp]++;

    public ReadOnlySpan<byte> Read(long address, int bytes, int thread)
    {
        Inside(address, bytes);
        int warp = thread / 32;
        for (long i = address; i < address + bytes; i++)
        {
            if (_writtenAt[i] == 0)
                throw new InvalidOperationException($"Thread {thread} reads byte {i} of shared memory, which nobody wrote.");
            if (!IsSettled(_writer[i], _writer[i] / 32, _writtenAt[i], thread))
                throw new InvalidOperationException($"Race: thread {thread} reads byte {i} of shared memory, which thread {_writer[i]} wrote since the last barrier.");
            long own = (warp * (long)_shared.Length) + i;
            bool another = (_readers[i] >> warp & 1) != 0 && _readAt[own] == _clocks[warp][warp] && _reader[own] != thread;
            (_reader[own], _readAt[own]) = (another ? -1 : thread, _clocks[warp][warp]);
            _readers[i] |= (ushort)(1 << warp);
        }

        return _shared.AsSpan((int)address, bytes);
    }

    public void Write(long address, ReadOnlySpan<byte> bytes, int thread)
    {
        MayWrite(address, bytes.Length, thread);
        for (long i = address; i < address + bytes.Length; i++)
            (_writer[i], _writtenAt[i], _readers[i]) = (thread, _clocks[thread / 32][thread / 32], 0);
        bytes.CopyTo(_shared.AsSpan((int)address));
    }

    /// <summary>Refuses a write that meets others' accesses.</summary>
    public void MayWrite(long address, int bytes, int thread)
    {
        Inside(address, bytes);
        for (long i = address; i < address + bytes; i++)
        {
            if (_writtenAt[i] != 0 && !IsSettled(_writer[i], _writer[i] / 32, _writtenAt[i], thread))
                throw new InvalidOperationException($"Race: threads {thread} and {_writer[i]} write byte {i} of shared memory without a barrier between.");
            for (int warp = 0; _readers[i] >> warp != 0; warp++)
            {
                long of = (warp * (long)_shared.Length) + i;
                if ((_readers[i] >> warp & 1) != 0 && !IsSettled(_reader[of], warp, _readAt[of], thread))
                    throw new InvalidOperationException($"Race: thread {thread} writes byte {i} of shared memory, which warp {warp} has read since the last barrier.");
            }
        }
    }

    /// <summary>Whether an access happened before what a thread does now. <paramref name="who"/>: −1 for several threads of the warp.</summary>
    private bool IsSettled(int who, int warp, int time, int thread) =>
        who == thread || (warp == thread / 32 ? time < _clocks[warp][warp] : time <= _clocks[thread / 32][warp]);

    private static void Join(int[] into, int[] other)
    {
        for (int i = 0; i < into.Length; i++)
            into[i] = Math.Max(into[i], other[i]);
    }

    private void Inside(long address, int bytes)
    {
        if (address < 0 || address + bytes > _shared.Length || address % Math.Min(bytes, 16) != 0)
            throw new InvalidOperationException($"{bytes} bytes at {address} are not in the {_shared.Length} bytes of shared memory, or not aligned.");
    }
}

/// <summary>Device memory: the tensors of a test, and nothing between them.</summary>
internal sealed unsafe class PtxMemory
{
    private readonly List<(long Base, byte[] Bytes)> _tensors = [];
    private long _next = 1 << 20;

    /// <summary>Places a tensor and returns its address.</summary>
    public long Add(byte[] bytes)
    {
        long at = _next;
        _tensors.Add((at, bytes));
        _next += (bytes.Length + 4095) / 256 * 256;
        return at;
    }

    public Span<byte> At(long address, int bytes)
    {
        foreach ((long first, byte[] tensor) in _tensors)
        {
            if (address >= first && address + bytes <= first + tensor.Length)
            {
                return address % bytes == 0
                    ? tensor.AsSpan((int)(address - first), bytes)
                    : throw new InvalidOperationException($"{bytes} bytes at {address - first} of a tensor are not aligned.");
            }
        }

        throw new InvalidOperationException($"{bytes} bytes at {address} are in no tensor.");
    }
}
