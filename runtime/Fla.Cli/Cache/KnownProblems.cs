using System.Globalization;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The problems of this build that evidence was measured for, found from its keys.</summary>
internal static class KnownProblems
{
    /// <param name="evidence">The entries.</param>
    /// <param name="gpu">The GPU that those of GPUs are about; null for the one of this machine, without which their problems are not found.</param>
    public static IEnumerable<TuneProblem> In(IReadOnlyList<Evidence> evidence, CudaLimits? gpu = null)
    {
        var classes = evidence.Where(e => e.Count > 0 && Build.Has(e)).GroupBy(e => (e.Site.Element, e.Site.Dims, e.Site.Bucket)).ToArray();
        return
            from tunable in Tunables.All
            from ofElement in classes.GroupBy(c => c.Key.Element)
            where Element(ofElement.Key) is not null
            let element = Element(ofElement.Key)!.Value
            let space = Sample(tunable, element)?.Space
            where space is not null
            from found in ofElement
            let problem = TryMake(tunable, space, element, found.Key.Dims, found.Key.Bucket, gpu)
            where problem is not null && problem.Matchup.Contenders.Any(c => found.Any(e => e.Variant == c.Variant.Id))
            select problem;
    }

    /// <summary>The problem that a key of evidence stands for, or null when it is none of this tunable.</summary>
    private static TuneProblem? TryMake(Tunable tunable, DispatchSpace space, ElementType type, string dims, string bucket, CudaLimits? gpu)
    {
        (string Name, long Value)[] lengths = Numbers(dims), sizes = Numbers(bucket);
        if (!lengths.Select(l => l.Name).SequenceEqual(space.Dims.Select(d => d.Name)) || sizes is not [var extent, var parallelism, ..])
            return null;
        // A key without threads is a GPU's.
        long threads = sizes is [_, _, ("threads", var some)] ? some : 0;
        KernelTarget target = sizes.Length == 2 ? KernelTarget.Cuda : KernelTarget.Cpu;
        OpDescriptor? op = null;
        bool isElsewhere = target == KernelTarget.Cuda && gpu is not null && OpCatalog.TryFind(tunable.Name, out op);
        if (!tunable.RunsOn(target) || (target == KernelTarget.Cuda && !isElsewhere && CudaDevice.Unavailable is not null))
            return null;
        var problem = new Problem(space, type, new Dims([.. lengths.Select(l => (int)l.Value)]), new WorkSize(extent.Value, parallelism.Value), (int)threads);
        if (tunable.ShapeOf(problem) is not { } shape)
            return null;
        try
        {
            var request = new TrialRequest(shape, type, (int)threads) { Target = target };
            Matchup matchup = isElsewhere ? op!.Match(OpShape.Parse(shape), type, gpu!) : tunable.Match(request);
            // What the key names must be what it is made of.
            EvidenceSite site = matchup.Problem.Site(Device.Cpu, Toolchain.Cpu, RacePolicy.Cpu.Key);
            return site.Dims == dims && site.Bucket == bucket ? new(tunable, request, matchup) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Any problem of a tunable: it tells what its keys are made of.</summary>
    private static Problem? Sample(Tunable tunable, ElementType element) =>
        tunable.Shapes is [var shape, ..] ? tunable.Match(new(shape, element)).Problem : null;

    private static ElementType? Element(string name)
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            if (type.ToShortName() == name)
                return type;
        }

        return null;
    }

    private static (string Name, long Value)[] Numbers(string text)
    {
        var numbers = new List<(string, long)>();
        foreach (string part in text.Split(','))
        {
            if (part.Split('=') is [var name, var digits] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= int.MaxValue)
                numbers.Add((name, value));
        }

        return [.. numbers];
    }
}
