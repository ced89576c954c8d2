namespace Fla.Tests.Cuda;

public class PromotionTests
{
    private const string Slot = ".local .align 8 .b8 __local_depot0[8];\n.reg .b32 %r<4>;\n.reg .b64 %rd<4>;\n.reg .f32 %f<4>;\n.reg .b16 %rs<4>;\nmov.b64 %rd1, __local_depot0;\n";

    [Theory]
    [InlineData("st.local.b32 [%rd1], %r1; ld.local.f32 %f1, [%rd1];", "mov.b32 %slot32_0, %r1;", "mov.b32 %f1, %slot32_0;")]
    [InlineData("st.local.f32 [%rd1], 0f3F800000; ld.local.b32 %r1, [%rd1];", "mov.f32 %slot32_0, 0f3F800000;", "mov.b32 %r1, %slot32_0;")]
    [InlineData("st.local.b32 [%rd1], -5; st.local.b32 [%rd1+4], %r2;", "mov.b32 %slot32_0, -5;", "mov.b32 %slot32_1, %r2;")]
    [InlineData("st.local.b64 [%rd1], %rd2; @%p1 ld.local.b64 %rd3, [%rd1];", "mov.b64 %slot64_0, %rd2;", "@%p1 mov.b64 %rd3, %slot64_0;")]
    [InlineData("st.local.b16 [%rd1], %rs1; { .reg .b32 q; ld.local.b32 q, [%rd1+4]; st.local.b32 [%rd1+4], 1; }", "mov.b16 %slot16_0, %rs1;", "mov.b32 %slot32_0, 1;", true)]
    [InlineData("mov.u64 %rd3, __local_depot0; st.local.b32 [%rd1], 1; ld.local.b32 %r1, [%rd3];", "mov.b32 %slot32_0, 1;", "mov.b32 %r1, %slot32_0;")]
    public void Becomes_registers(string code, string first, string second, bool namesWithoutPercent = false)
    {
        (string text, int promoted, int kept) = Ptx.Promote(Slot + code);
        if (namesWithoutPercent)
        {
            // A register whose name says nothing of its width may be anything.
            Assert.Equal((0, 1), (promoted, kept));
            return;
        }

        Assert.Equal((1, 0), (promoted, kept));
        Assert.Contains(first, text, StringComparison.Ordinal);
        Assert.Contains(second, text, StringComparison.Ordinal);
        Assert.DoesNotContain("local_depot", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".local", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("add.u64 %rd2, %rd1, 4;", "the address is computed with")]
    [InlineData("mov.b64 %rd2, %rd1;", "the address is copied")]
    [InlineData("st.local.b64 [%rd1], %rd1;", "the address is stored in its own slot")]
    [InlineData("st.global.b64 [%rd2], %rd1;", "the address leaves")]
    [InlineData("mov.b64 %rd1, %rd2; st.local.b32 [%rd1], 1;", "the register holds something else later")]
    [InlineData("ld.local.b64 %rd1, [%rd1];", "the register is overwritten by its own load")]
    [InlineData("@%p1 mov.b64 %rd2, __local_depot0;", "the address is taken sometimes")]
    [InlineData("st.local.b32 [__local_depot0], 1;", "the slot is named directly")]
    [InlineData("st.local.b32 [%rd1], 1; ld.local.b64 %rd2, [%rd1];", "two widths")]
    [InlineData("st.local.b32 [%rd1], 1; st.local.b32 [%rd1+2], 1;", "an overlap")]
    [InlineData("st.local.b64 [%rd1+4], %rd2;", "beyond the end")]
    [InlineData("st.local.b32 [%rd1-4], 1;", "before the beginning")]
    [InlineData("st.local.b8 [%rd1], %rs1;", "no register is that narrow")]
    [InlineData("ld.local.s32 %rd2, [%rd1];", "the load widens")]
    [InlineData("st.local.b16 [%rd1], %r1;", "the store cuts")]
    [InlineData("ld.local.v2.b32 {%r1, %r2}, [%rd1];", "a vector")]
    [InlineData("ld.volatile.local.b32 %r1, [%rd1];", "not a plain load")]
    [InlineData("st.local.b64 [%rd1], 0f3F800000;", "a number of another width")]
    public void Stays_in_memory(string code, string why)
    {
        (string text, int promoted, int kept) = Ptx.Promote(Slot + code);
        Assert.True((promoted, kept) == (0, 1), why);
        Assert.Contains("__local_depot0[8]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("%slot", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_do_not_collide()
    {
        (string text, _, _) = Ptx.Promote(".reg .b32 %slot32_<4>;\n" + Slot + "st.local.b32 [%rd1], %slot32_0;");
        Assert.Contains("mov.b32 %slot_32_0, %slot32_0;", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_do_the_same_before_and_after()
    {
        int promoted = 0, kept = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            string body = RandomPtx.Body(seed);
            (string text, int more, int rest) = Ptx.Promote(body);
            string before = PtxMachine.Run(Ptx.Kernel(body)), after = PtxMachine.Run(text);
            Assert.True(before == after, $"seed {seed}\n{body}\n{text}");
            promoted += more;
            kept += rest;
        }

        Assert.True(promoted > 3000 && kept > 3000, $"{promoted} promoted, {kept} kept: the programs must have both");
    }
}
