using System.Reflection;
using System.Runtime.Loader;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>An assembly with kernels that is first used long after dispatch began.</summary>
public sealed class LateAssemblyTests
{
    [Fact]
    public void WhatItBringsAlongCounts()
    {
        TuningEnvironment environment = new(static name => name == "FLA_TUNE_STORE" ? "memory" : null);
        DispatcherSettings settings = environment.For(Settings.Device, Settings.Toolchain, RacePolicy.Cpu).Settings;
        EvidenceFilter filter = new() { Kernel = "delta" };
        Assert.Empty(settings.Store.Find(filter));
        Assert.Null(settings.KnownBad.Reason("late/cpu/x", settings.Device, settings.Toolchain));

        // A copy of its own: other tests see nothing of it in this one's name.
        AssemblyLoadContext context = new("late", isCollectible: false);
        Assembly late = context.LoadFromAssemblyPath(typeof(LateAssemblyTests).Assembly.Location);
        KernelRegistry.RegisterEvidence(late);

        Assert.Equal(EvidenceOrigin.Shipped, Assert.Single(settings.Store.Find(filter)).Origin);
        Assert.Equal("planted in a resource", settings.KnownBad.Reason("late/cpu/x", settings.Device, settings.Toolchain));
        Assert.Empty(settings.Store.Warnings);
        Assert.Empty(environment.Warnings);
    }
}
