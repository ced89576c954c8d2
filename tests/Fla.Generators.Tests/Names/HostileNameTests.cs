using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Names;

/// <summary>Emitted code means the same whatever the template's surroundings and parameters are called.</summary>
public sealed class HostileNameTests
{
    [Fact]
    public void TypesOfTheTemplatesNamespaceHideNothing() => GeneratorRun.Of(new Source("Template.cs", """
        namespace Samples
        {
            public static class Math { }
            public static class MathF { }
            public static class Lanes { }
            public static class Lanes512 { }
            public static class V { }
            public static class L { }
            public static class KernelVariant { }
            public static class Vector512 { }
            public static class Half { }
            public static class KernelRegistry { }
            public static class List { }
            public static class Fla { }
            public static class System { }

            public static class Templates
            {
                [global::Fla.KernelTemplate]
                public static void Scale<[global::Fla.Element(typeof(float), typeof(global::System.Half))] TElem>(
                    global::Fla.Block block, [global::Fla.Tune(16)] int N, global::Fla.In<TElem> x, global::Fla.Out<TElem> y, float factor)
                    where TElem : unmanaged
                {
                    global::Fla.Tile t = x[block.X, ..].LoadRow(N) * factor;
                    y[block.X, ..].Store(global::Fla.Tile.Exp(t - global::Fla.Tile.MaxOf(t, 1)));
                }
            }
        }
        """)).Compiles();

    [Fact]
    public void ParametersMayBeCalledLikeTheLaunchersOwnAndLikeKeywords() => GeneratorRun.Of(Source.Template("""
        [KernelTemplate]
        public static void Odd(
            Block @class, [HeadDim(16)] int element, [Tune(2)] int Id, [Tune(16)] int Variant, [Choice] Mode @enum,
            In<float> variant, In<float> grid, In<float> @in, Out<float> @out, float threads, float work, float a, bool arguments, float source, float s0, float b0)
        {
            Tile sum = variant[.., ..].Load(Id, element) + grid[.., ..].Load(Id, Variant) + @in[.., ..].Load(Id, 16);
            if (arguments && @enum == Mode.Scaled)
                sum = sum * threads * work * a * source * s0 * b0;
            @out[@class.X, ..].Store(sum.Row(0));
        }
        """)).Compiles();
}
