namespace Fla.Kernels.Tests;

public class MemoryContractTests
{
    private static readonly nint[] Qk = [1, 5, 2, 8], V = [1, 5, 4, 6], State = [1, 4, 8, 6];

    [Theory]
    [InlineData("q", 16)]
    [InlineData("k", 16)]
    [InlineData("v", 12)]
    public void A_last_axis_that_is_not_dense_is_refused(string name, int row)
    {
        nint[] shape = name == "v" ? V : Qk;
        new Call().View(name, new float[1000], 0, shape, [0, shape[2] * row, row, 2])
            .Refused(name, "a last axis of stride 1", $"strides [0, {shape[2] * row}, {row}, 2]");
    }

    [Fact]
    public void Gates_step_sizes_and_states_are_dense_along_the_last_axis_too()
    {
        float[] memory = new float[1000];
        new Call().View("g", memory, 0, [1, 5, 4], [0, 1, 5]).Refused("g", "strides [0, 1, 5]");
        new Call().View("beta", memory, 0, [1, 5, 4], [0, 1, 5]).Refused("beta", "strides [0, 1, 5]");
        new Call().View("initialState", memory, 0, State, [0, 48, 1, 8]).Refused("initialState", "strides [0, 48, 1, 8]");
        new Call().View("o", memory, 0, V, [0, 24, 1, 4]).Refused("o", "strides [0, 24, 1, 4]");
        new Call().View("finalState", memory, 0, State, [0, 48, 1, 8]).Refused("finalState", "strides [0, 48, 1, 8]");
    }

    [Fact]
    public void A_broadcast_tensor_is_no_output()
    {
        new Call().View("o", new float[24], 0, V, [0, 0, 6, 1]).Refused("o", "strides [0, 0, 6, 1]", "broadcast");
        new Call().View("finalState", new float[48], 0, State, [0, 0, 6, 1]).Refused("finalState", "strides [0, 0, 6, 1]", "broadcast");
    }

    [Theory]
    [InlineData("q")]
    [InlineData("k")]
    [InlineData("v")]
    [InlineData("g")]
    [InlineData("beta")]
    [InlineData("initialState")]
    [InlineData("finalState")]
    public void An_output_that_overlaps_another_tensor_is_refused(string name)
    {
        (int start, int other) = (100, 219);
        float[] memory = new float[1000];
        Call call = new Call().View("o", memory, start, V, [0, 24, 6, 1]);
        call.View(name, memory, other, [.. call[name].Lengths], [.. call[name].Strides]);
        call.Refused("o", $"overlaps {name}");
        call.View(name, memory, other + 1, [.. call[name].Lengths], [.. call[name].Strides]);
        call.Run();
    }

    [Theory]
    [InlineData("q")]
    [InlineData("k")]
    [InlineData("v")]
    [InlineData("g")]
    [InlineData("beta")]
    [InlineData("initialState")]
    public void A_final_state_that_overlaps_an_input_is_refused(string name)
    {
        float[] memory = new float[1000];
        Call call = new Call().View("finalState", memory, 100, State, [0, 48, 6, 1]);
        call.View(name, memory, 101, [.. call[name].Lengths], [.. call[name].Strides]);
        call.Refused("finalState", $"overlaps {name}");
    }

    [Fact]
    public void A_state_in_place_keeps_its_strides()
    {
        float[] memory = new float[1000];
        new Call().View("initialState", memory, 0, State, [0, 48, 6, 1]).View("finalState", memory, 0, State, [0, 60, 7, 1])
            .Refused("finalState", "overlaps initialState");
        new Call().View("initialState", memory, 0, State, [0, 60, 7, 1]).View("finalState", memory, 0, State, [0, 60, 7, 1])
            .Run();
    }
}
