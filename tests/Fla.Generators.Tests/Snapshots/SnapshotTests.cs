using System.Runtime.CompilerServices;
using Fla.Generators.Lower.Cpu;
using Fla.Generators.Model;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Snapshots;

/// <summary>Emitted kernels as text. FLA_UPDATE_SNAPSHOTS=1 rewrites them; read the difference before committing it.</summary>
public sealed class SnapshotTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("FLA_UPDATE_SNAPSHOTS") == "1";

    [Fact]
    public void RowSoftmax() => Verify(nameof(RowSoftmax), Templates.Model("""
        [KernelTemplate]
        public static void RowSoftmax(Block block, In<float> x, Out<float> y)
        {
            int row = block.X * 4;
            Mask inside = Tile.ColIndex(20) < x.Dim(1);
            Tile t = Tile.Where(inside, x[row..(row + 4), ..].Load(4, 20), float.NegativeInfinity);
            Tile e = Tile.Exp(t - Tile.MaxOf(t, 1));
            y[row..(row + 4), ..].Store(e / Tile.Sum(e, 1));
        }
        """));

    [Fact]
    public void ProductWithEpilogue() => Verify(nameof(ProductWithEpilogue), Templates.Model("""
        [KernelTemplate]
        public static void ProductWithEpilogue(Block block, In<BFloat16> a, In<BFloat16> b, In<float> bias, Out<BFloat16> c, float scale)
        {
            Tile sum = Tile.Dot(a[.., ..].Load(8, 12), b[.., ..].Load(12, 24));
            c[.., ..].Store(Tile.Sigmoid(sum * scale + bias[..].LoadRow(24)));
        }
        """));

    [Fact]
    public void DeltaStep() => Verify(nameof(DeltaStep), Templates.Model("""
        [KernelTemplate]
        public static void DeltaStep(Block block, In<float> q, In<float> k, In<float> v, In<float> beta, Out<float> o, Out<float> ht)
        {
            Tile state = Tile.Zeros(16, 16);
            for (int t = 0; t < q.Dim(0); t += 4)
            {
                Tile kc = k[t.., ..].Load(4, 16);
                Tile bc = beta[t..].LoadColumn(4);
                Tile u = Tile.SolveUnitLower(bc * Tile.Dot(kc, kc.T), bc * (v[t.., ..].Load(4, 16) - Tile.Dot(kc, state)));
                o[t.., ..].Store(Tile.Dot(q[t.., ..].Load(4, 16), state));
                state = state + Tile.Dot(kc.T, u);
            }

            ht[.., ..].Store(state);
        }
        """));

    private static void Verify(string name, TemplateModel model, [CallerFilePath] string here = "")
    {
        CompiledVariant variant = Templates.Compile(model).Variants.Single();
        string listing = variant.Sources[VectorWidth.All.ToList().FindIndex(static w => w.Bits == 256)].Listing;
        string path = Path.Combine(Path.GetDirectoryName(here)!, name + ".verified.txt");
        if (Update)
            File.WriteAllText(path, listing);
        Assert.Equal(File.ReadAllText(path), listing, ignoreLineEndingDifferences: true);
    }
}
