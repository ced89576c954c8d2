using CsCheck;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Properties;

/// <summary>Random templates of one assembly: building one for each would be mostly overhead.</summary>
internal sealed class RandomBatch(RandomTemplate[] templates)
{
    private const int Size = 12;

    public static Gen<RandomBatch> Gen { get; } = RandomTemplate.Gen.Array[Size].Select(static templates => new RandomBatch(templates));

    public GeneratorRun Compile() => GeneratorRun.Of(Source.Template(string.Join("\n", templates.Select(static (t, i) => t.Code(Name(i))))));

    /// <summary>Compares what was compiled with what is interpreted.</summary>
    public void Check(GeneratorRun run)
    {
        using KernelAssembly kernels = KernelAssembly.Build(run);
        for (int i = 0; i < templates.Length; i++)
        {
            Kernel kernel = kernels[Name(i)];
            foreach (int n in new[] { 0, 4 })
            {
                // One row and column short of the tiles, and exactly as large.
                int less = n == 0 ? 0 : 1;
                kernel.Check(
                    kernel.Variants.Single(),
                    new Grid(1),
                    Argument.Tensor(templates[i].Rows, templates[i].Cols).Strided(less),
                    Argument.Tensor(Math.Max(1, templates[i].Rows - less), Math.Max(1, templates[i].Cols - less)),
                    Argument.Tensor(3, 40, 40),
                    Argument.Of(n));
            }
        }
    }

    public override string ToString() => string.Join("\n", templates.Select(static t => t.Code("Random")));

    private static string Name(int index) => "Random" + index;
}
