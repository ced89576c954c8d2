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
    private readonly int[] _writtenPartEpoch = new int[sharedBytes];
    private readonly int[] _readPartEpoch = new int[sharedBytes];
    private readonly int[] _partEpochs = new int[threads];
    private int _part;
    private int _epoch = 1;

    public byte[] Parameters { get; } = parameters;

    public (int X, int Y, int Z) Index { get; } = block;

    public int Threads { get; } = threads;

    public PtxMemory Memory { get; } = memory;

    /// <summary>All threads waited for each other.</summary>
    public void Barrier() => _epoch++;

    /// <summary>So did a part of them: as many threads as the part has, one part beside the other.</summary>
    public void PartBarrier(int thread, int threads)
    {
        if (_part != 0 && _part != threads)
            throw new InvalidOperationException($"Barriers of {_part} and of {threads} threads in one kernel.");
        _part = threads;
        _partEpochs[thread / threads]++;
    }

    public void WarpBarrier(int warp) => _warpEpochs[warp]++;

    public ReadOnlySpan<byte> Read(long address, int bytes, int thread)
    {
        Inside(address, bytes);
        for (long i = address; i < address + bytes; i++)
        {
            if (_writtenAt[i] == 0)
                throw new InvalidOperationException($"Thread {thread} reads byte {i} of shared memory, which nobody wrote.");
            if (Meets(_writtenAt[i], _writer[i], _writtenWarpEpoch[i], _writtenPartEpoch[i], thread))
                throw new InvalidOperationException($"Race: thread {thread} reads byte {i} of shared memory, which thread {_writer[i]} wrote since the last barrier.");
            _reader[i] = !Meets(_readAt[i], _reader[i], _readWarpEpoch[i], _readPartEpoch[i], thread) ? thread : WarpOf(_reader[i]) == thread / 32 ? -2 - (thread / 32) : IsOfPart(_reader[i], thread) ? Several - (thread / _part) : -1;
            (_readAt[i], _readWarpEpoch[i], _readPartEpoch[i]) = (_epoch, _warpEpochs[thread / 32], PartEpoch(thread));
        }

        return _shared.AsSpan((int)address, bytes);
    }

    public void Write(long address, ReadOnlySpan<byte> bytes, int thread)
    {
        Inside(address, bytes.Length);
        for (long i = address; i < address + bytes.Length; i++)
        {
            if (Meets(_writtenAt[i], _writer[i], _writtenWarpEpoch[i], _writtenPartEpoch[i], thread))
                throw new InvalidOperationException($"Race: threads {thread} and {_writer[i]} write byte {i} of shared memory without a barrier between.");
            if (Meets(_readAt[i], _reader[i], _readWarpEpoch[i], _readPartEpoch[i], thread))
                throw new InvalidOperationException($"Race: thread {thread} writes byte {i} of shared memory, which thread {_reader[i]} has read since the last barrier.");
            (_writer[i], _writtenAt[i], _writtenWarpEpoch[i], _writtenPartEpoch[i]) = (thread, _epoch, _warpEpochs[thread / 32], PartEpoch(thread));
        }

        bytes.CopyTo(_shared.AsSpan((int)address));
    }

    /// <summary>Whether an earlier access by somebody else is not settled: who is a thread, −2 − w for several threads of warp w, <c>Several</c> − p for several warps of part p, -1 for others.</summary>
    private bool Meets(int epoch, int who, int warpEpoch, int partEpoch, int thread)
    {
        if (epoch != _epoch || who == thread)
            return false;
        if (WarpOf(who) == thread / 32)
            return warpEpoch == _warpEpochs[thread / 32] && partEpoch == PartEpoch(thread);
        // Several warps may be of both parts: then only a barrier of the block settles it.
        return !IsOfPart(who, thread) || partEpoch == PartEpoch(thread);
    }

    private int PartEpoch(int thread) => _part == 0 ? 0 : _partEpochs[thread / _part];

    private const int Several = -100_000;

    private bool IsOfPart(int who, int thread) => _part > 0 && (who <= Several ? Several - who == thread / _part : who != -1 && WarpOf(who) * 32 / _part == thread / _part);

    private static int WarpOf(int who) => who >= 0 ? who / 32 : who == -1 || who <= Several ? -1 : -2 - who;

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
