namespace Fla.Kernels.Tests;

public sealed class OpShapeTests
{
    [Theory]
    [InlineData("T=7,H=2,K=32", "B=1,T=7,H=2,HV=2,K=32,V=32")]
    [InlineData("T=7,D=1000", "B=1,T=7,H=1,HV=1,K=1000,V=1000")]
    [InlineData("B=2,T=7,D=100,V=4", "B=2,T=7,H=1,HV=1,K=100,V=4")]
    [InlineData(" k=32 , h=2, hv=4, t=7, b=3, v=64 ", "B=3,T=7,H=2,HV=4,K=32,V=64")]
    [InlineData("T=7,H=2,K=32,M=48", "B=1,T=7,H=2,HV=2,K=32,V=32,M=48")]
    public void DefaultsAreFilledIn(string text, string full) => Assert.Equal(full, OpShape.Parse(text).ToString());

    [Theory]
    [InlineData("", "AXIS=LENGTH")]
    [InlineData("T=7,H=2", "K is missing")]
    [InlineData("T=7,H=2,K", "AXIS=LENGTH")]
    [InlineData("T=7,H=2,K=0", "K must be an integer from 1")]
    [InlineData("T=7,H=2,K=-1", "K must be an integer from 1")]
    [InlineData("T=7,H=2,K=2147483648", "K must be an integer from 1")]
    [InlineData("T=7,H=2,K=1e3", "K must be an integer from 1")]
    [InlineData("T=7,T=8,H=2,K=32", "T is there twice")]
    [InlineData("T=7,D=2,K=32", "D is K under another name")]
    [InlineData("T=7,H=2,K=32,VH=4", "expected B, T, H, HV, K, V, D, M or R")]
    public void MistakesAreExplained(string text, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<ArgumentException>(() => OpShape.Parse(text)).Message);
}
