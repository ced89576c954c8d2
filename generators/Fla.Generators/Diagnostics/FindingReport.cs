using Fla.Generators.Model;
using Fla.Generators.Parse;
using Microsoft.CodeAnalysis;

namespace Fla.Generators.Diagnostics;

/// <summary>What compiling one template found.</summary>
internal sealed record TemplateFindings(string Template, EquatableArray<DiagnosticInfo> Diagnostics);

/// <summary>Puts findings where they stand: positions join at the very end, so that moving a template recompiles nothing.</summary>
internal static class FindingReport
{
    /// <param name="output">Where to report.</param>
    /// <param name="templates">What parsing gave.</param>
    /// <param name="findings">What compiling found.</param>
    /// <param name="locate">From a position to a location of this compilation.</param>
    /// <param name="withParsing">Whether to report the findings of the parser and doubled names, too.</param>
    /// <param name="taken">Kernels that these templates may not be called like.</param>
    public static void Write(
        SourceProductionContext output,
        IEnumerable<ParsedTemplate> templates,
        IEnumerable<TemplateFindings> findings,
        Func<NodeLocation, Location> locate,
        bool withParsing,
        IEnumerable<string> taken)
    {
        Dictionary<string, EquatableArray<DiagnosticInfo>> later = [];
        foreach (TemplateFindings finding in findings)
            later[finding.Template] = finding.Diagnostics;
        HashSet<string> kernels = [.. taken];
        HashSet<string> classes = [];
        foreach (ParsedTemplate template in templates)
        {
            IEnumerable<DiagnosticInfo> infos = withParsing ? template.Diagnostics : [];
            if (template.Model is { } model)
            {
                if (later.TryGetValue(model.HintName, out EquatableArray<DiagnosticInfo> more))
                    infos = infos.Concat(more);
                if (withParsing && (!kernels.Add(model.Kernel) | !classes.Add(model.Namespace + "." + model.ClassName)))
                    infos = infos.Append(new DiagnosticInfo(Descriptors.DuplicateKernel, 0, model.Kernel));
            }

            foreach (DiagnosticInfo info in infos)
                output.ReportDiagnostic(info.At(locate(template.Locations[info.Node])));
        }
    }
}
