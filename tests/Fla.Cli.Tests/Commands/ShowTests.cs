namespace Fla.Cli.Tests.Commands;

public sealed class ShowTests
{
    [Fact]
    public void WithoutAVariantItSaysWhereTheNamesAre() => Tool.Run("show").IsRefused("name a variant", "fla list");

    [Fact]
    public void AnUnknownVariantIsAnError() => Tool.Run("show", "no_such_variant").IsRefused("unknown variant 'no_such_variant'");
}
