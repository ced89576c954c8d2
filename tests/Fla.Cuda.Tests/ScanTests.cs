using System.Runtime.CompilerServices;
using Fla.Generated;

namespace Fla.Cuda.Tests;

/// <summary>Linear recurrences on the emulator, in shared memory and in registers.</summary>
public sealed class ScanTests : TemplateTests
{
    [Theory]
    [MemberData(nameof(Named), "row_scan")]
    public void IsTheInterpreters(string name)
    {
        if (IsWide(name))
            Scan<float>(name);
        else
            Scan<BFloat16>(name);
    }

    private void Scan<T>(string name) where T : unmanaged
    {
        (int r, int bc) = (Constant(name, "R"), Constant(name, "BC"));
        (int rows, int columns) = (r - 1, 45);
        HostTensor<T> x = Filled<T>(rows, columns), keep = Filled<T>(rows, columns), y = new(rows, columns);
        Grid grid = new((columns + bc - 1) / bc);
        Reference.Run(grid, block => ScanTemplates.RowScan(block, r, bc, x.In, keep.In, y.Out));
        byte[] output = Numbers.Poisoned(rows * columns * Unsafe.SizeOf<T>());
        Run(name, grid, new row_scan_cuda_arguments { x = Device(x, rows, columns), keep = Device(keep, rows, columns), y = Tensors.Add(output, rows, columns) });
        Close(y, output);
    }
}
