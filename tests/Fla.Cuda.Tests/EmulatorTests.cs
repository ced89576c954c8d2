using Fla.Cuda.Tests.Emulator;

namespace Fla.Cuda.Tests;

/// <summary>The emulator sees what it is there to see: threads that do not wait for each other, and copies that have not arrived.</summary>
public sealed class EmulatorTests
{
    private const string OfParts = "@%p1 bar.sync 1, 64;\n@!%p1 bar.sync 2, 64;";

    /// <summary>Each of 128 threads stores a number, and reads that of the thread so far away.</summary>
    [Theory]
    [InlineData("", 1, false)]
    [InlineData("bar.warp.sync 0xffffffff;", 1, true)]
    [InlineData("bar.warp.sync 0xffffffff;", 32, false)]
    [InlineData(OfParts, 1, true)]
    [InlineData(OfParts, 32, true)]
    [InlineData(OfParts, 64, false)]
    [InlineData("bar.sync 0;", 64, true)]
    public void ABarrierJoinsThoseWhoWaitAtIt(string barrier, int distance, bool joined)
    {
        Action run = () => Run($"""
            mov.u32 %r1, %tid.x;
            setp.lt.u32 %p1, %r1, 64;
            shl.b32 %r2, %r1, 2;
            st.shared.b32 [%r2], %r1;
            {barrier}
            xor.b32 %r3, %r1, {distance};
            shl.b32 %r3, %r3, 2;
            ld.shared.b32 %r4, [%r3];
            """);
        if (joined)
            run();
        else
            Assert.Matches("Race|nobody wrote", Assert.Throws<InvalidOperationException>(run).Message);
    }

    /// <summary>The first 64 threads store, the others read it: who arrives at a barrier is known to those who wait there, and not the other way.</summary>
    [Theory]
    [InlineData("bar.arrive", "bar.sync", "", "", true)]
    [InlineData("bar.sync", "bar.arrive", "", "", false)]
    [InlineData("bar.arrive", "bar.sync", "st.shared.b32 [%r2], %r1;", "", false)]
    [InlineData("bar.arrive", "bar.sync", "bar.sync 3, 128;\nst.shared.b32 [%r2], %r1;", "bar.sync 3, 128;", true)]
    [InlineData("bar.arrive", "bar.sync", "bar.sync 3, 128;\nst.shared.b32 [%r2], %r1;", "bar.arrive 3, 128;", true)]
    public void WhoArrivesIsKnownToThoseWhoWait(string first, string second, string after, string thanks, bool joined)
    {
        Action run = () => Run($"""
            mov.u32 %r1, %tid.x;
            setp.lt.u32 %p1, %r1, 64;
            mov.u32 %r5, 2;
            @%p1 bra FIRST;
            {second} %r5, 128;
            sub.u32 %r3, %r1, 64;
            shl.b32 %r3, %r3, 2;
            ld.shared.b32 %r4, [%r3];
            {thanks}
            bra END;
            FIRST:
            shl.b32 %r2, %r1, 2;
            st.shared.b32 [%r2], %r1;
            {first} 2, 128;
            {after}
            END:
            """);
        if (joined)
            run();
        else
            Assert.Matches("Race|nobody wrote", Assert.Throws<InvalidOperationException>(run).Message);
    }

    [Fact]
    public void NobodyArrivesForNobody() =>
        Assert.Contains("for nobody", Assert.Throws<InvalidOperationException>(() => Run("bar.arrive 1, 256;")).Message);

    [Fact]
    public void BarriersOfDifferentThreadsDoNotMeet() => Assert.Contains("others at another one", Assert.Throws<InvalidOperationException>(() => Run("""
        mov.u32 %r1, %tid.x;
        setp.lt.u32 %p1, %r1, 64;
        @%p1 bar.sync 1, 128;
        @!%p1 bar.sync 2, 128;
        """)).Message);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void TheLastGroupsOfCopiesMayBeOnTheirWay(int pending, bool arrived)
    {
        Action run = () => Run($"""
            mov.u32 %r1, %tid.x;
            shl.b32 %r2, %r1, 4;
            ld.param.u64 %rd1, [p];
            cp.async.cg.shared.global [%r2], [%rd1], 16;
            cp.async.commit_group;
            cp.async.wait_group {pending};
            ld.shared.b32 %r4, [%r2];
            """);
        if (arrived)
            run();
        else
            Assert.Contains("nobody wrote", Assert.Throws<InvalidOperationException>(run).Message);
    }

    /// <summary>Ten fraction bits, halves away from zero.</summary>
    [Theory]
    [InlineData(0x3f801000u, 0x3f802000u)]
    [InlineData(0x3f800fffu, 0x3f800000u)]
    [InlineData(0xbf801000u, 0xbf802000u)]
    [InlineData(0x3fffffffu, 0x40000000u)]
    [InlineData(0x7f800000u, 0x7f800000u)]
    public void ConversionsToTf32Round(uint number, uint rounded) => Assert.Equal(rounded, BitConverter.ToUInt32(Run($"""
        ld.param.u64 %rd1, [p];
        cvt.rna.tf32.f32 %r1, 0f{number:X8};
        st.global.b32 [%rd1], %r1;
        """)));

    [Theory]
    [InlineData("cvt.rna.tf32.f32", true)]
    [InlineData("mov.b32", false)]
    public void OperandsInTf32AreRoundedOrRefused(string conversion, bool rounded)
    {
        Action run = () => Run($$"""
            {{conversion}} %r1, 0f3F800001;
            mov.b32 %r2, 0f00000000;
            mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%r4, %r5, %r6, %r7}, {%r1, %r1, %r1, %r1}, {%r2, %r2}, {%r2, %r2, %r2, %r2};
            """);
        if (rounded)
            run();
        else
            Assert.Contains("was not rounded to tf32", Assert.Throws<InvalidOperationException>(run).Message);
    }

    /// <returns>What lies at p.</returns>
    private static byte[] Run(string body)
    {
        PtxMemory memory = new();
        byte[] tensor = new byte[16], parameters = BitConverter.GetBytes(memory.Add(tensor));
        PtxProgram program = PtxProgram.Of($$"""
            .version 7.8
            .target sm_80
            .address_size 64
            .visible .entry kernel(
                .param .b64 p
            )
            {
                .reg .b32 %r<8>;
                .reg .b64 %rd<4>;
                .reg .pred %p<4>;
            {{body}}
                ret;
            }
            """);
        PtxGrid.Run(program, parameters, memory, (1, 1, 1), threads: 128, sharedBytes: 4096);
        return tensor;
    }
}
