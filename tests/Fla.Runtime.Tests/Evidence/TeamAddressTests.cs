using CsCheck;
using Fla.Tuning;

namespace Fla.Tests.Stores;

public sealed class TeamAddressTests
{
    private const string Alphabet = "aZ09-_.~ /?#[]@:%&=+ü€\\\"'";

    private static readonly Gen<string> Name =
        from first in Gen.Char.AlphaNumeric
        from rest in Gen.OneOf("abcXYZ019-_.".ToCharArray()).Array[0, 63]
        select first + new string(rest);

    private static readonly Gen<string> Secret = Gen.OneOf(Alphabet.ToCharArray()).Array[0, 20].Select(static c => new string(c));

    private static readonly Gen<TeamAddress> Any =
        from scheme in Gen.OneOf("redis", "rediss")
        from user in Secret
        from host in Gen.OneOf("localhost", "redis.example", "127.0.0.1", "::1")
        from port in Gen.Int[1, 65535].Nullable()
        from team in Name
        from project in Name
        from writes in Gen.Bool
        from file in Secret
        from wait in Gen.Int[0, 60_000]
        from every in Gen.Int[1, 60_000]
        select TeamAddress.Parse("redis://h/t/p") with
        {
            Scheme = scheme,
            User = user,
            Host = host,
            Port = port,
            Team = team,
            Project = project,
            Writes = writes,
            Authority = file.Length > 0 ? file : null,
            Wait = TimeSpan.FromMilliseconds(wait),
            Every = TimeSpan.FromMilliseconds(every),
        };

    [Fact]
    public void AllOfItsParts()
    {
        TeamAddress address = TeamAddress.Parse("rediss://writer:p%40ss%2Fword@redis.example:6380/team/project?role=writer&ca=/etc/fla/ca.pem&wait=1s&every=200ms");
        Assert.Equal(("rediss", "writer", "p@ss/word", "redis.example", 6380), (address.Scheme, address.User, address.Password, address.Host, address.Port));
        Assert.Equal(("team", "project", true, "/etc/fla/ca.pem"), (address.Team, address.Project, address.Writes, address.Authority));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200)), (address.Wait, address.Every));
    }

    [Fact]
    public void WhatIsLeftOut()
    {
        TeamAddress address = TeamAddress.Parse("redis://[::1]/t/p.1?role=reader");
        Assert.Equal(("redis", "", "", "::1", null), (address.Scheme, address.User, address.Password, address.Host, address.Port));
        Assert.Equal((false, null, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10)), (address.Writes, address.Authority, address.Wait, address.Every));
        Assert.Equal("secret", TeamAddress.Parse("redis://:secret@h/t/p").Password);
    }

    [Fact]
    public void ItsTextSaysAllButThePassword() => Any.Sample(static address =>
    {
        Assert.Equal(address, TeamAddress.Parse(address.ToString()));
        Assert.Equal(address.ToString(), (address with { Password = "PASSWORD" }).ToString());
        Assert.Equal("PASSWORD", TeamAddress.Parse(address.ToString().Replace("://", "://user:PASSWORD@", StringComparison.Ordinal).Replace($"@{Uri.EscapeDataString(address.User)}@", "@", StringComparison.Ordinal)).Password);
    });

    [Theory]
    [InlineData("")]
    [InlineData("redis")]
    [InlineData("/PASSWORD")]
    [InlineData("redis:PASSWORD")]
    [InlineData("redis:///t/p")]
    [InlineData("redis://user:PASSWORD@h")]
    [InlineData("redis://user:PASSWORD@h/")]
    [InlineData("redis://user:PASSWORD@h/t")]
    [InlineData("redis://user:PASSWORD@h/t/")]
    [InlineData("redis://user:PASSWORD@h/t/p/")]
    [InlineData("redis://user:PASSWORD@h/t/*")]
    [InlineData("redis://user:PASSWORD@h/t/{p}")]
    [InlineData("redis://user:PASSWORD@h/t/%2e%2e")]
    [InlineData("redis://user:PASSWORD@h:99999/t/p")]
    [InlineData("redis://user:PASS/WORD@h/t/p")]
    [InlineData("redis://user:PASS#WORD@h/t/p")]
    [InlineData("redis://user:PASS?WORD@h/t/p")]
    [InlineData("redis://user:PASSWORD@h/t/p?role=king")]
    [InlineData("redis://user:PASSWORD@h/t/p?PASSWORD")]
    [InlineData("redis://user:PASSWORD@h/t/p?wait=5")]
    [InlineData("redis://user:PASSWORD@h/t/p?wait=-5ms")]
    [InlineData("redis://user:PASSWORD@h/t/p?every=0s")]
    [InlineData("redis://user:PASSWORD@h/t/p?every=99999999s")]
    [InlineData("redis://user:PASSWORD@h/t/p?ca=")]
    public void WhatIsNoneIsRefusedWithTheRemedyAndNotRepeated(string text)
    {
        string message = Assert.Throws<FormatException>(() => TeamAddress.Parse(text)).Message;
        Assert.StartsWith("FLA_TUNE_TEAM ", message);
        Assert.Contains("Set it to scheme://user:password@host:port/team/project.", message);
        Assert.DoesNotContain("PASS", message);
        Assert.DoesNotContain("WORD", message);
    }

    [Fact]
    public void AnyTextIsAnAddressOrOneKindOfError() => Gen.OneOf("redis://user:PASSWORD@host:6379/team/project?role=writer&wait=5ms".ToCharArray()).Array[0, 3]
        .Select(Gen.Int[0, 62], Gen.Int[0, 5]).Sample(static (put, place, cut) =>
        {
            const string Whole = "redis://user:PASSWORD@host:6379/team/project?role=writer&wait=5ms";
            string text = string.Concat(Whole.AsSpan(0, place), put, Whole.AsSpan(Math.Min(Whole.Length, place + cut)));
            try
            {
                Assert.DoesNotContain("PASSWORD", TeamAddress.Parse(text) is { Password: "PASSWORD" } address ? address.ToString() : "");
            }
            catch (FormatException e)
            {
                Assert.DoesNotContain("PASSWORD", e.Message);
            }
        });
}
