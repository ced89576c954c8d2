using Fla.Cuda;

namespace Fla.Tests.Cuda;

public class ParserTests
{
    [Theory]
    [InlineData("mov.b32 %r1, 1\nmov.b32 %r2, 2;", 10, "expected ';'")]
    [InlineData("mov.b32 %r1, #1;", 9, "'#' is not part of PTX")]
    [InlineData(".loc 1 2 3", 9, "this directive is not understood")]
    [InlineData("ld.global.b32 %r1, [%rd1;", 9, "expected ']'")]
    [InlineData("%r1 = 3;", 9, "expected an instruction")]
    [InlineData("mov.b32 %r1, ;", 9, "expected an operand")]
    [InlineData("mov.b32 %r1, \"x;", 9, "a string does not end")]
    [InlineData("/* mov.b32 %r1, 1;", 9, "a comment does not end")]
    [InlineData("{ ret;", 11, "expected an instruction")]
    [InlineData(".reg .x32 %r1;", 9, "expected a type")]
    [InlineData("call foo\n, (a;", 10, "expected ')'")]
    public void Refuses_with_line_and_text(string body, int line, string problem)
    {
        PtxException e = Assert.Throws<PtxException>(() => PtxParser.Parse(Ptx.Kernel(body)));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.Equal(line, e.Line);
        Assert.StartsWith($"PTX line {line}: ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".target sm_80\n", "expected .version")]
    [InlineData(".version 7.0\n.target sm_80, debug\n.address_size 64\n", "debug information")]
    [InlineData(".version 7.0\n.target sm_80\n.address_size 32\n", "64-bit")]
    [InlineData(Ptx.Header + ".file 1 \"x\"\n", "not understood")]
    [InlineData(Ptx.Header + ".visible .entry k() .pragmatic 1 { ret; }", "not understood")]
    public void Refuses_modules(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<PtxException>(() => PtxParser.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Writes_what_it_read()
    {
        string text = PtxWriter.Write(PtxParser.Parse(Everything));
        Assert.Equal(text, PtxWriter.Write(PtxParser.Parse(text)));
        foreach (string part in new[] { "= {1, -2, 0}", "%p1|%p2", "[%rd1, {%r1, %r2}]", "@!%p1 bra L_5;", "call (r), f_7, (p, q);", ".pragma \"nounroll\";", "shared::cta.b64", "[%rd1+-4]" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_numbers_do_not_change_the_hash()
    {
        string other = Everything.Replace("_5", "_905", StringComparison.Ordinal).Replace("_7", "_1", StringComparison.Ordinal).Replace("_12", "_13", StringComparison.Ordinal)
            .Replace("7.0", "8.8", StringComparison.Ordinal).Replace("sm_80", "sm_90a", StringComparison.Ordinal);
        Assert.Equal(Hash(Everything), Hash(other));
        Assert.NotEqual(Hash(Everything), Hash(Everything.Replace("-2", "-3", StringComparison.Ordinal)));
        Assert.NotEqual(Hash(Everything), Hash(Everything.Replace("@!%p1", "@%p1", StringComparison.Ordinal)));
    }

    private static string Hash(string text) => PtxPipeline.Hash(PtxParser.Parse(text));

    private const string Everything = Ptx.Header + """
        .extern .shared .align 16 .b8 memory[];
        .global .align 4 .b8 table[3] = {1, -2, 0};
        .visible .func (.param .b32 ret_7) f_7(.param .b32 a_7, .param .align 8 .b8 b_7[16]);
        // a comment
        .visible .entry k(.param .b64 _out_12)
        .maxntid 128, 1, 1
        {
            .reg .pred %p<3>, single; /* another */
            .reg .b64 %rd<2>;
        L_5: @!%p1 bra L_5;
            setp.lt.s32 %p1|%p2, %r1, 5;
            { .reg .b32 t; mbarrier.try_wait.parity.shared::cta.b64 p, [t], 0; cp.async.bulk.tensor.2d [%rd1, {%r1, %r2}]; }
            ld.param.b64 %rd1, [_out_12+8];
            ld.global.f32 %f1, [%rd1+-4];
            call (r), f_7, (p, q);
            .pragma "nounroll";
        T_5: .branchtargets L_5, L_5;
            brx.idx %r1, T_5;
            ret;
        }
        """;
}
