using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;

namespace Fla.Generators.Lower.Cuda;

/// <summary>How a tile's numbers lie in shared memory.</summary>
internal enum ImageKind
{
    /// <summary>fp32, rows eight banks apart.</summary>
    Number,

    /// <summary>The element type: an operand of products, rows padded so that eight of them lie in different banks.</summary>
    Operand,
}

/// <summary>What must stand between two passes.</summary>
internal enum Separation
{
    None,

    /// <summary>The lanes of each warp wait for each other.</summary>
    Warp,

    /// <summary>All threads of the block do.</summary>
    Block,
}

/// <summary>A tile in shared memory.</summary>
/// <param name="memory">Where it lies.</param>
/// <param name="index">Its number.</param>
/// <param name="kind">How its numbers lie.</param>
/// <param name="rows">Rows.</param>
/// <param name="columns">Columns.</param>
/// <param name="copies">How many there are of it: one, or one a warp.</param>
/// <param name="isPrivate">Whether each warp has its own, and needs no other warp to fill it.</param>
internal sealed class Image(SharedMemory memory, int index, ImageKind kind, int rows, int columns, int copies, bool isPrivate)
{
    public int Index { get; } = index;

    public ImageKind Kind { get; } = kind;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public int ElementBytes { get; } = kind == ImageKind.Operand ? 2 : 4;

    /// <summary>Whether fp32 numbers were rounded to tf32 as they were written: products take them as they are.</summary>
    public bool IsRounded { get; set; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; } = kind == ImageKind.Operand ? columns * 2 + 16
        : rows == 1 || columns == 1 ? (rows == 1 ? columns * 4 : 4)
        : (columns + 32 - (columns + 24) % 32) * 4;

    /// <summary>Each warp has its own, and needs no other warp to fill it.</summary>
    public bool IsPrivate { get; } = isPrivate;

    private int BytesOfCopy => (Rows * Stride + 15) / 16 * 16;

    public int Bytes => BytesOfCopy * copies;

    public int Offset { get; set; }

    /// <summary>The ring whose slots hold it in turns; null for an image in one place.</summary>
    public Ring? Ring { get; set; }

    /// <summary>Made by one half of the block for the other: it has several places, used in turns.</summary>
    public bool IsExchanged { get; set; }

    /// <summary>Which halves of the block touch it: bit 0 the main warps, bit 1 those that prepare.</summary>
    public int Roles { get; set; }

    /// <summary>Where offsets count from, as an expression: the block's memory, or the part of it that a group of preparing warps has.</summary>
    public string Base => $"{(Roles == 2 && Ring is null ? "sp" : "sb")}{(Ring is null ? "" : $" + {Ring.Current}")}{(IsExchanged ? " + exchange" : "")}{(IsPrivate && !IsReceived ? $" + (uint)(warp * {BytesOfCopy})" : "")}";

    /// <summary>The main warps read the first copy of what each preparing warp has made for itself.</summary>
    private bool IsReceived => IsExchanged && memory.Role == 1;

    /// <summary>First and last position at which it is touched.</summary>
    public int First { get; set; } = int.MaxValue;

    public int Last { get; set; } = -1;
}

/// <summary>Slots for the tiles that a loop loads: while one iteration computes on one of them, those of later ones arrive in the others.</summary>
internal sealed class Ring(string current, int slots)
{
    /// <summary>The local that holds the offset of the slot in use.</summary>
    public string Current { get; } = current;

    public int Slots { get; } = slots;

    public List<Image> Images { get; } = [];

    /// <summary>Bytes of one slot.</summary>
    public int Bytes => Images.Sum(static i => i.Bytes);

    public int First { get; set; }

    public int Last { get; set; }
}

/// <summary>
/// The block's shared memory. A kernel is emitted twice: the first time to see from where to where each image is needed, the second time
/// with images that are never needed together in the same place, and with a barrier wherever one thread's write meets another's access.
/// </summary>
/// <param name="warps">Warps of a block, or of its main half.</param>
/// <param name="pipeline">The other half; null when there is none.</param>
/// <param name="slots">Slots of the rings of loops without another half.</param>
internal sealed class SharedMemory(int warps, Pipeline? pipeline, int slots)
{
    /// <summary>One in use, one that has arrived or is about to, one on its way.</summary>
    public const int MostSlots = 3;

    private readonly Dictionary<(Value, ImageKind), Image> images = [];
    private readonly Dictionary<(Value, int), Image> scratch = [];
    private readonly List<Image> all = [];
    private readonly List<(int First, int Last)> loops = [];
    private readonly List<(Image Image, bool Write)> touched = [];
    private readonly List<Image> written = [];
    private readonly List<Image> read = [];
    private readonly List<Image> settled = [];
    private readonly Dictionary<Op, Ring> rings = [];
    private int position;
    private int placedPositions;

    /// <summary>Bytes that a block needs.</summary>
    public int Bytes { get; private set; }

    /// <summary>Bytes of all that one half of the block makes for the other, once.</summary>
    public int ExchangeBytes { get; private set; }

    /// <summary>Bytes of what one group of preparing warps has for itself.</summary>
    public int GroupBytes { get; private set; }

    /// <summary>Whose work is written: 1 for the main warps, 2 for those that prepare.</summary>
    public int Role { get; private set; } = 1;

    /// <summary>What follows is done by other warps than what came before.</summary>
    /// <param name="bit">1 for the main warps, 2 for those that prepare.</param>
    public void Enter(int bit)
    {
        Role = bit;
        Synchronized();
    }

    /// <summary>Copies from global memory that no barrier has waited for.</summary>
    public bool IsLoading { get; set; }

    public Image? Find(Value value, ImageKind kind) => images.TryGetValue((value, kind), out Image? image) ? image : null;

    public Image Add(Value value, ImageKind kind, bool isPrivate = false) =>
        images.TryGetValue((value, kind), out Image? known) ? known : images[(value, kind)] = New(kind, value.Tile.Rows, value.Tile.Columns, isPrivate);

    /// <summary>Room for what a pass needs beside its result.</summary>
    public Image Scratch(Value value, int number) =>
        scratch.TryGetValue((value, number), out Image? known) ? known : scratch[(value, number)] = New(ImageKind.Number, value.Tile.Rows, value.Tile.Columns);

    private Image New(ImageKind kind, int rows, int columns, bool isPrivate = false)
    {
        Image image = new(this, all.Count, kind, rows, columns, !isPrivate ? 1 : Role == 2 ? pipeline!.Warps : warps, isPrivate);
        all.Add(image);
        return image;
    }

    /// <summary>Another value in the same place.</summary>
    public void Alias(Value value, Value other)
    {
        foreach (ImageKind kind in new[] { ImageKind.Number, ImageKind.Operand })
        {
            if (Find(other, kind) is { } image)
                images[(value, kind)] = image;
        }
    }

    /// <summary>The pass that is being written reads or writes an image.</summary>
    public Image Touch(Image image, bool write)
    {
        image.First = Math.Min(image.First, position);
        image.Last = Math.Max(image.Last, position);
        image.Roles |= Role;
        touched.Add((image, write));
        return image;
    }

    /// <summary>Ends a pass: what must stand before it.</summary>
    public Separation EndPass()
    {
        Separation separation = Separation.None;
        foreach ((Image image, bool write) in touched)
        {
            if (settled.Any(earlier => earlier != image && Meets(earlier, image)))
                separation = Separation.Block;
            foreach (Image earlier in write ? written.Concat(read) : written)
            {
                Separation needed = earlier == image && image.IsPrivate ? Separation.Warp : Meets(earlier, image) ? Separation.Block : Separation.None;
                separation = needed > separation ? needed : separation;
            }
        }

        if (separation == Separation.Block)
            Synchronized();
        else if (separation == Separation.Warp)
            WarpSynchronized();
        foreach ((Image image, bool write) in touched)
            (write ? written : read).Add(image);
        touched.Clear();
        position++;
        return separation;
    }

    /// <summary>Whether anything was touched since the last barrier.</summary>
    public bool IsDirty => written.Count > 0 || read.Count > 0 || settled.Count > 0;

    public void Synchronized()
    {
        written.Clear();
        read.Clear();
        settled.Clear();
    }

    private void WarpSynchronized()
    {
        // To other warps the memory under it is as unsettled as before.
        foreach (List<Image> list in new[] { written, read })
        {
            settled.AddRange(list.Where(static i => i.IsPrivate));
            list.RemoveAll(static i => i.IsPrivate);
        }
    }

    /// <summary>The ring of a loop, alive from now on.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="current">The local that holds the offset of the slot in use.</param>
    /// <param name="isDeep">Whether more than the next iteration is on its way.</param>
    public Ring Ring(Op loop, string current, bool isDeep) => Ring(loop, current, isDeep ? slots : 2);

    public Ring Ring(Op loop, string current, int slots)
    {
        if (!rings.TryGetValue(loop, out Ring? ring))
            rings[loop] = ring = new Ring(current, slots) { First = position };
        return ring;
    }

    /// <summary>All that its loop had on the way has arrived, of each thread on its own.</summary>
    public void EndRing(Ring ring)
    {
        ring.Last = position;
        written.AddRange(ring.Images);
    }

    /// <summary>Whether a ring begins to arrive where another was, and no barrier was since.</summary>
    public bool IsUnder(Ring ring)
    {
        (int low, int high) = Range(ring);
        return read.Concat(written).Select(static i => i.Ring).OfType<Ring>().Where(r => r != ring).Select(Range).Any(other => other.Low < high && low < other.High);
    }

    private static (int Low, int High) Range(Ring ring) => ring.Images.Count == 0 ? default : (ring.Images[0].Offset, ring.Images[0].Offset + (ring.Slots * ring.Bytes));

    public int EnterLoop() => position++;

    public void LeaveLoop(int first) => loops.Add((first, position++));

    /// <summary>Between the two emissions: gives every image its place.</summary>
    public void Place()
    {
        foreach ((int first, int last) in loops)
        {
            // What a loop reads and did not make, or leaves to its next iteration, is needed in all of it.
            foreach (Image image in all.Where(i => i.First < first && i.Last > first && i.Last < last || i.First > first && i.First < last && i.Last > last))
            {
                image.First = Math.Min(image.First, first);
                image.Last = Math.Max(image.Last, last);
            }
        }

        List<(int First, int Last, int Low, int High)> placed = [];
        int start = 0;
        foreach (Ring ring in rings.Values)
        {
            int offset = Fit(ring.First, ring.Last, ring.Slots * ring.Bytes);
            foreach (Image image in ring.Images)
            {
                image.Offset = offset;
                offset += image.Bytes;
            }
        }

        List<Image> plain = [.. all.Where(static i => i.Last >= 0 && i.Ring is null)];
        if (plain.Any(static i => i.Roles != 1))
        {
            // Two halves run at once: nothing that one of them has lies where the other has something.
            start = Bytes;
            foreach (Image image in plain.Where(static i => i.Roles == 3))
            {
                image.IsExchanged = true;
                image.Offset = start + ExchangeBytes;
                ExchangeBytes += image.Bytes;
            }

            Bytes = start += pipeline!.Exchanges * ExchangeBytes;
            Fill(2);
            GroupBytes = Bytes - start;
            Bytes = start += pipeline.Groups * GroupBytes;
            placed.Clear();
        }

        Fill(1);

        void Fill(int bit)
        {
            foreach (Image image in plain.Where(i => i.Roles == bit).OrderByDescending(static i => i.Bytes).ThenBy(static i => i.Index))
                image.Offset = Fit(image.First, image.Last, image.Bytes);
        }

        int Fit(int first, int last, int bytes)
        {
            int offset = start;
            foreach ((_, _, int low, int high) in placed.Where(o => o.First <= last && first <= o.Last).OrderBy(static o => o.Low))
            {
                if (offset + bytes <= low)
                    break;
                offset = Math.Max(offset, high);
            }

            placed.Add((first, last, offset, offset + bytes));
            Bytes = Math.Max(Bytes, offset + bytes);
            return offset;
        }

        (placedPositions, position) = (position, 0);
        loops.Clear();
        touched.Clear();
        Synchronized();
    }

    /// <summary>The second emission must touch the images at the positions for which they were placed.</summary>
    /// <exception cref="InvalidOperationException">It did not: two images that are needed at once may lie in one place.</exception>
    public void CheckPlaces()
    {
        if (position != placedPositions)
            throw new InvalidOperationException($"{placedPositions} passes were placed, {position} were emitted");
    }

    private static bool Meets(Image a, Image b) => a.Offset < b.Offset + b.Bytes && b.Offset < a.Offset + a.Bytes;
}
