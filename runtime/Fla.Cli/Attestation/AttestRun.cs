using Fla.Cuda;

namespace Fla.Cli;

/// <summary><c>fla verify --target cuda --attest FILE</c>: attests variant after variant; what is done is kept when it is interrupted.</summary>
internal static class AttestRun
{
    /// <param name="file">Where the records go.</param>
    /// <param name="only">The id of the only variant to attest; null for all.</param>
    /// <param name="missing">Only variants whose code has no record in the file.</param>
    /// <param name="jobs">How many are compiled at once; 0 for one a core.</param>
    /// <param name="json">One JSON object a line.</param>
    public static int Run(AttestationFile file, string? only, bool missing, int jobs, bool json)
    {
        KernelVariant[] all = [.. Attester.Variants];
        KernelVariant[] wanted = only is null ? all : [.. all.Where(v => v.Id == only)];
        if (wanted.Length == 0)
            throw only is null ? new CliException("this build has no CUDA variant") : CliException.Unknown("cuda variant", only, all.Select(v => v.Id));
        KernelVariant[] without = file.Missing(wanted);
        wanted = missing ? without : wanted;
        CudaDevice device = CudaDevice.Open();
        var attester = new Attester(device);
        var failures = new List<string>();
        using (var progress = new Progress(!json))
        {
            // Before anything is timed: compilers on all cores would disturb it.
            progress.Report($"compiling {wanted.Length} CUDA variants");
            CudaCache.Default?.Fill(device, wanted.Select(v => v.CudaSource!), jobs);
            foreach (KernelVariant variant in wanted)
            {
                progress.Report($"attesting {variant.Id}");
                AttestedVariant? record = null;
                string? failure = null;
                try
                {
                    record = attester.Attest(variant);
                    file.Put(record, all);
                }
                catch (Exception e) when (e is CliException or CudaException or PtxException)
                {
                    failure = e.Message;
                    failures.Add($"{variant.Id}: {failure}");
                }

                if (json)
                    Print(variant, record, failure);
            }
        }

        if (!json)
            Console.WriteLine($"{wanted.Length - failures.Count} of {wanted.Length} CUDA variants attested in {file.Path}");
        foreach (string failure in failures)
            Boundary.Report(failure);
        return failures.Count > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private static void Print(KernelVariant variant, AttestedVariant? record, string? failure) => JsonLine.Write(json =>
    {
        json.WriteString("variant", variant.Id);
        json.WriteString("hash", variant.ContentHash);
        json.WriteFinite("maxRelError", record?.MaxRelError);
        json.WriteFinite("medianMs", record?.MedianMs);
        json.WriteString("error", failure);
    });
}
