using CsCheck;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Properties;

/// <summary>Random templates compute compiled what they compute interpreted.</summary>
public sealed class RandomTemplateTests
{
    /// <summary>Templates of one assembly: building one for each would be mostly overhead.</summary>
    private const int Batch = 12;

    private static readonly long Batches = long.TryParse(Environment.GetEnvironmentVariable("FLA_PROPERTY_BATCHES"), out long batches) ? batches : 3;

    [Fact]
    public void CompiledIsInterpreted() => RandomTemplate.Gen.Array[Batch].Sample(
        static templates =>
        {
            string code = string.Join("\n", templates.Select(static (t, i) => t.Code("Random" + i)));
            using KernelAssembly kernels = KernelAssembly.Build(Source.Template(code));
            for (int i = 0; i < templates.Length; i++)
            {
                Kernel kernel = kernels["Random" + i];
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
        },
        iter: Batches,
        threads: 1,
        print: static templates => string.Join("\n", templates.Select(static t => t.Code("Random"))));
}
