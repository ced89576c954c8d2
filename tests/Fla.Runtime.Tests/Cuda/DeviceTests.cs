using System.Globalization;
using Fla.Cuda;

namespace Fla.Tests.Cuda;

public class DeviceTests
{
    [Theory]
    [InlineData("NVIDIA H100 80GB HBM3", "sm_90", 132, 84_929_478_656, "cuda-sm_90-132-H100-80GB")]
    [InlineData("NVIDIA H200", "sm_90", 132, 150_000_000_000, "cuda-sm_90-132-H200-140GB")]
    [InlineData("NVIDIA A100-SXM4-40GB", "sm_80", 108, 42_000_000_000, "cuda-sm_80-108-A100-SXM4-40GB")]
    [InlineData("NVIDIA GeForce RTX 4090", "sm_89", 128, 25_387_532_288, "cuda-sm_89-128-RTX-4090-24GB")]
    public void Id_names_the_model(string name, string architecture, int multiprocessors, long bytes, string id)
    {
        Device device = CudaNames.DeviceOf(name, architecture, multiprocessors, bytes);
        Assert.Equal((id, $"cuda-{architecture}", name), (device.Id, device.Architecture, device.Name));
    }

    [Theory]
    [InlineData(11080, "7.8")]
    [InlineData(12000, "8.0")]
    [InlineData(12040, "8.4")]
    [InlineData(12060, "8.5")]
    [InlineData(12090, "8.8")]
    [InlineData(13000, "9.0")]
    public void Ptx_of_a_driver(int cuda, string isa) => Assert.Equal(isa, CudaVersions.NewestIsa(cuda).ToString());

    [Fact]
    public void Without_a_gpu_the_reason_is_told()
    {
        if (CudaDevice.Unavailable is not { } reason)
        {
            Assert.NotEmpty(CudaDevice.All);
            return;
        }

        Assert.Empty(CudaDevice.All);
        Assert.Equal(reason, Assert.Throws<CudaException>(() => CudaDevice.Open()).Message);
        Assert.Contains("driver", reason, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("2,3,4", "12,4,1", true)]
    [InlineData("2,3,4", "12,4,2", false)]
    [InlineData("2,1,4", "4,99,1", true)]
    [InlineData("1,3,4", "0,4,1", true)]
    [InlineData("2,3,4", "24,4,1", false)]
    [InlineData("2,0,4", "7,7,7", true)]
    public void Dense_is_row_major_without_gaps(string shape, string strides, bool dense)
    {
        long[] lengths = Numbers(shape);
        Layout layout = new(lengths, Numbers(strides));
        Assert.Equal(dense, layout.IsDense);
        Assert.Equal(lengths.Aggregate(1L, static (a, b) => a * b), layout.Length);

        static long[] Numbers(string text) => [.. text.Split(',').Select(static n => long.Parse(n, CultureInfo.InvariantCulture))];
    }
}
