using System.Collections.Concurrent;
using System.Reflection;
using Scriban;
using Scriban.Runtime;

namespace Fla.Generators.Render;

/// <summary>The one way to render a Scriban template: strict, and without the limits that would cut a kernel short.</summary>
internal static class Renderer
{
    private static readonly ConcurrentDictionary<string, Template> Templates = new();

    public static string Render(string name, IReadOnlyDictionary<string, object?> values)
    {
        ScriptObject script = [];
        foreach (KeyValuePair<string, object?> pair in values)
            script[pair.Key] = pair.Value;
        TemplateContext context = new() { StrictVariables = true, LoopLimit = 0, LimitToString = 0 };
        context.PushGlobal(script);
        return Templates.GetOrAdd(name, Load).Render(context).Replace("\r\n", "\n");
    }

    private static Template Load(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Template {name} is not embedded.");
        using StreamReader reader = new(stream);
        Template template = Template.Parse(reader.ReadToEnd(), name);
        if (template.HasErrors)
            throw new InvalidOperationException($"Template {name}: {string.Join("; ", template.Messages)}");
        return template;
    }
}
