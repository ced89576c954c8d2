using Fla.Tuning;

namespace Fla.Cli.Tests;

/// <summary><c>fla cache key</c>, <c>sign</c> and <c>verify FILE</c>, as a runner and its readers use them.</summary>
public sealed class SignTests : IDisposable
{
    private static readonly KernelVariant A = Times.Variants[0], B = Times.Variants[1];
    private readonly OwnStore store = new();

    public void Dispose() => store.Dispose();

    private string Key(string name)
    {
        store.Run("cache", "key", store.File(name)).Ok();
        return store.File(name);
    }

    [CpuFact]
    public void WhatTheRunnerSignedItsReadersUse()
    {
        string team = Key("team"), file = Times.Write(store.File("fla.tune.lock"), Times.Of((A, 40), (B, 10)));
        store.Run("cache", "verify", file, "--trust", team + ".pub").Exits(1);
        Assert.Contains("2 of 2 entries signed now", store.Run("cache", "sign", file, "--key", team + ".key").Ok().Output);
        byte[] signed = File.ReadAllBytes(file);
        Assert.Contains("0 of 2 entries signed now", store.RunWith("FLA_TUNE_SIGN_KEY", File.ReadAllText(team + ".key"), "cache", "sign", file).Ok().Output);
        Assert.Equal(signed, File.ReadAllBytes(file));
        Assert.Equal(2, store.Run("cache", "verify", file, "--trust", team + ".pub", "--json").Ok().Json.Single().GetProperty("trusted").GetInt32());

        Assert.Equal(("tuned", B.Id), Winner(team + ".pub"));
        Assert.Equal(("heuristic", A.Id), Winner(Key("stranger") + ".pub"));
        File.WriteAllBytes(file, LockFile.Format(LockFile.Read(file).Evidence.Select(Times.Unsigned)));
        Assert.Equal(("heuristic", A.Id), Winner(team + ".pub"));
        Assert.Equal(("tuned", B.Id), Winner(""));

        (string, string) Winner(string trust)
        {
            ToolResult explained = Tool.RunIn(
                new Dictionary<string, string> { ["FLA_TUNE_LOCK"] = file, ["FLA_TUNE_TRUST"] = trust }, "explain", Times.Op, "--shape", Times.Shape, "--json").Ok();
            return (explained.Json[0].GetProperty("rung").GetString()!, explained.Json[0].GetProperty("variant").GetString()!);
        }
    }

    [CpuFact]
    public void EveryReasonIsSaid()
    {
        string team = Key("team"), stranger = Key("stranger");
        string file = Times.Write(store.File("x.lock"), Times.Of((A, 40)));
        store.Run("cache", "sign", file, "--key", stranger + ".key").Ok();
        Assert.Contains("who is not trusted", store.Run("cache", "verify", file, "--trust", team + ".pub").Exits(1).Output);
        store.Run("cache", "sign", file, "--key", team + ".key").Ok();
        using (SigningKey key = SigningKey.Load(team + ".key"))
        {
            Evidence other = key.Sign(Times.Of((A, 40))[0]);
            File.WriteAllText(file, $"fla.tune.lock 1\n{key.Sign(Times.Of((A, 41))[0]).Line}\tsig={other.Signature}\n");
        }

        Assert.Contains("altered since", store.Run("cache", "verify", file, "--trust", team + ".pub").Exits(1).Output);
        Times.Write(file, Times.Of((A, 40)));
        Assert.Contains("not signed", store.Run("cache", "verify", file, "--trust", team + ".pub").Exits(1).Output);
    }

    [CpuFact]
    public void MistakesAreNamed()
    {
        string team = Key("team"), file = Times.Write(store.File("x.lock"), Times.Of((A, 40)));
        store.Run("cache", "key", team).IsRefused("is there already");
        store.Run("cache", "sign", file).IsRefused("no key to sign with", "FLA_TUNE_SIGN_KEY", "fla cache key");
        store.Run("cache", "sign", file, "--key", team + ".pub").IsRefused("no private key");
        store.Run("cache", "verify", file).IsRefused("nobody is trusted", "FLA_TUNE_TRUST");
        store.Run("cache", "verify", file, "--trust", team + ".key").IsRefused("private key", "public half");
        store.Run("cache", "verify", file, "--trust", store.File("none.pub")).IsRefused("none.pub");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(team + ".key"));
    }

    /// <summary>A file of which a line is not understood would lose it.</summary>
    [CpuFact]
    public void AFileThatIsNotUnderstoodIsLeftAlone()
    {
        string team = Key("team"), file = Times.Write(store.File("x.lock"), Times.Of((A, 40)));
        File.AppendAllText(file, "something new\n");
        string before = File.ReadAllText(file);
        store.Run("cache", "sign", file, "--key", team + ".key").Exits(1);
        Assert.Equal(before, File.ReadAllText(file));
    }

    [CpuFact]
    public void TheDoctorLooksAtKeys()
    {
        string team = Key("team");
        Assert.Contains("count when one of", store.RunWith("FLA_TUNE_TRUST", team + ".pub", "doctor").Output);
        Assert.Contains("do not count until", store.RunWith("FLA_TUNE_TRUST", store.File("none"), "doctor").Output);
        ToolResult secret = store.RunWith("FLA_TUNE_SIGN_KEY", File.ReadAllText(team + ".key"), "doctor");
        Assert.Contains("is the private half of", secret.Output);
        Assert.DoesNotContain(File.ReadAllLines(team + ".key")[1], secret.Output + secret.Error);
    }
}
