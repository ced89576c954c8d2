namespace Fla.Gpu.Tests;

/// <summary>What cannot be understood says what can; nothing here needs a GPU.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("bench --out", "bench --out needs a value")]
    [InlineData("bench --out --part", "bench --out needs a value")]
    [InlineData("bench --part a --part b", "--part is there twice")]
    [InlineData("plain --outt x", "plain has no option '--outt': expected --out, --part")]
    [InlineData("sanitize --out x", "sanitize has no option '--out': expected --part")]
    [InlineData("regret --seed first", "regret --seed must be a whole number from 1 to 2147483647, not 'first'")]
    [InlineData("regret --shapes 0", "regret --shapes must be a whole number")]
    [InlineData("profile kernel 1 0 4", "profile: T must be a whole number above zero, not '0'")]
    [InlineData("profile kernel 1 2", "Expected one of")]
    [InlineData("nonsense", "Not understood: 'nonsense'")]
    public void RefusesWithTheRemedy(string arguments, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Commands.Parse(arguments.Split(' '))).Message);

    [Theory]
    [InlineData("")]
    [InlineData("verify")]
    [InlineData("verify K128")]
    [InlineData("plain --out a.json --part matrix")]
    [InlineData("bench --part K128")]
    [InlineData("sanitize --part recurrent")]
    [InlineData("regret --seed 3 --shapes 4 --out r.json")]
    public void Understands(string arguments) => Assert.NotEmpty(Commands.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void AVariantIsFoundByItsName()
    {
        Assert.All(Variants.Ops.Concat(Variants.Plain), static v => Assert.Same(v, Variants.Find(v.Id)));
        Assert.Throws<ArgumentException>(static () => Variants.Find("no/such/variant"));
    }
}
