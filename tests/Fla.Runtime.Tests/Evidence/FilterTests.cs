using Fla.Tuning;

namespace Fla.Tests.Stores;

/// <summary>Every kind of store answers as <see cref="EvidenceFilter.Matches"/> says, whatever it does not read for it.</summary>
public sealed class FilterTests
{
    private static readonly string[] Devices =
    [
        "cpu-AuthenticAMD-1a-02-v512", "cpu-GenuineIntel-06-8f-v512", "cpu-AuthenticAMD-19-01-v256", "cpu-v512", "cuda-sm_90-132-H100-80GB", "cuda-sm_90-132-H200-140GB",
        "cuda-sm_80-108-A100-40GB", "cuda-sm_90", "x", "cpu",
    ];

    private static readonly Evidence[] Times = [.. Devices.SelectMany(static (device, i) => (Evidence[])[Of("a", device, i), Of("b", device, i)])];

    public static TheoryData<string> Asked => [.. Devices];

    [Theory, MemberData(nameof(Asked))]
    public void AllStoresFindTheDevicesOfAClass(string device)
    {
        EvidenceFilter filter = new() { Kernel = "a", Element = "f32", Devices = DeviceClass.Of(device) };
        string[] expected = Entries.Lines(Times.Where(filter.Matches));
        Assert.Contains(expected, line => line.Contains($"\t{device}\t", StringComparison.Ordinal));
        using StoreFolder folder = new();
        folder.Add(Times);
        string path = folder.At(LockFile.Name);
        LockFile.Write(path, Times);
        using SqliteStore database = new(folder.Database);
        using IEvidenceStore file = LockFile.Open(path), memory = new MemoryStore("test", Times);
        foreach (IEvidenceStore store in (IEvidenceStore[])[database, file, memory])
            Assert.Equal(expected, Entries.Lines(store.Find(filter)));
    }

    /// <summary>What dispatch does not look at must be what it could not use.</summary>
    [Theory, MemberData(nameof(Asked))]
    public void WhatIsNearIsOfTheClass(string device)
    {
        EvidenceSite site = Entries.Site with { Device = device };
        foreach (string other in Devices)
            Assert.Equal(Nearness.Distance(site, site with { Device = other }) is not null, device == other || (DeviceClass.Of(device).Has(other) && device.Split('-').Length == other.Split('-').Length));
    }

    private static Evidence Of(string kernel, string device, int number) => new()
    {
        Kernel = kernel,
        Variant = $"{kernel}/cpu/f32-{number}",
        ContentHash = new('0', 64),
        Site = Entries.Site with { Device = device },
        Session = "s",
        When = Entries.Noon,
        Samples = [number + 1],
    };
}
