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

    /// <summary>Copies to shared memory that have not arrived.</summary>
    public List<(long Target, byte[] Bytes)> Copies { get; } = [];
}

/// <summary>The memory that a block shares. Every access is checked: what nobody wrote must not be read, and between two barriers no thread may touch what another writes; within a warp, a barrier of the warp is enough.</summary>
internal sealed class PtxBlockState(byte[] parameters, int sharedBytes, (int X, int Y, int Z) block, int threads, PtxMemory memory)
{
    private readonly byte[] _shared = new byte[sharedBytes];
    private readonly int[] _writer = new int[sharedBytes];
    private readonly int[] _writtenAt = new int[sharedBytes];
    private readonly int[] _reader = new int[sharedBytes];
    private readonly int[] _readAt = new int[sharedBytes];
    private readonly int[] _writtenWarpEpoch = new int[sharedBytes];
    private readonly int[] _readWarpEpoch = new int[sharedBytes];
    private readonly int[] _warpEpochs = new int[(threads + 31) / 32];
    private int _epoch = 1;

    public byte[] Parameters { get; } = parameters;

    public (int X, int Y, int Z) Index { get; } = block;

    public int Threads { get; } = threads;

    public PtxMemory Memory { get; } = memory;

    public void Barrier() => _epoch++;

    public void WarpBarrier(int warp) => _warpEpochs[warp]++;

    public ReadOnlySpan<byte> Read(long address, int bytes, int thread)
    {
        Inside(address, bytes);
        for (long i = address; i < address + bytes; i++)
        {
            if (_writtenAt[i] == 0)
                throw new InvalidOperationException($"Thread {thread} reads byte {i} of shared memory, which nobody wrote.");
            if (Meets(_writtenAt[i], _writer[i], _writtenWarpEpoch[i], thread))
                throw new InvalidOperationException($"Race: thread {thread} reads byte {i} of shared memory, which thread {_writer[i]} wrote since the last barrier.");
            _reader[i] = !Meets(_readAt[i], _reader[i], _readWarpEpoch[i], thread) ? thread : WarpOf(_reader[i]) == thread / 32 ? -2 - (thread / 32) : -1;
            (_readAt[i], _readWarpEpoch[i]) = (_epoch, _warpEpochs[thread / 32]);
        }

        return _shared.AsSpan((int)address, bytes);
    }

    public void Write(long address, ReadOnlySpan<byte> bytes, int thread)
    {
        Inside(address, bytes.Length);
        for (long i = address; i < address + bytes.Length; i++)
        {
            if (Meets(_writtenAt[i], _writer[i], _writtenWarpEpoch[i], thread))
                throw new InvalidOperationException($"Race: threads {thread} and {_writer[i]} write byte {i} of shared memory without a barrier between.");
            if (Meets(_readAt[i], _reader[i], _readWarpEpoch[i], thread))
                throw new InvalidOperationException($"Race: thread {thread} writes byte {i} of shared memory, which thread {_reader[i]} has read since the last barrier.");
            (_writer[i], _writtenAt[i], _writtenWarpEpoch[i]) = (thread, _epoch, _warpEpochs[thread / 32]);
        }

        bytes.CopyTo(_shared.AsSpan((int)address));
    }

    /// <summary>Whether an earlier access by somebody else is not settled: who is a thread, -1 for several warps, or −2 − w for several threads of warp w.</summary>
    private bool Meets(int epoch, int who, int warpEpoch, int thread) =>
        epoch == _epoch && who != thread && (WarpOf(who) != thread / 32 || warpEpoch == _warpEpochs[thread / 32]);

    private static int WarpOf(int who) => who >= 0 ? who / 32 : who == -1 ? -1 : -2 - who;

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
