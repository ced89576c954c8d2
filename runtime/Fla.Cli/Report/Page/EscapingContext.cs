using System.Net;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Fla.Cli;

/// <summary>Escapes whatever a template writes: evidence comes from anywhere, and a place where escaping is left to the template is one to forget.</summary>
internal sealed class EscapingContext : TemplateContext
{
    public EscapingContext(ScriptObject values)
    {
        StrictVariables = true;
        LoopLimit = 0;
        LimitToString = 0;
        PushGlobal(values);
    }

    /// <inheritdoc/>
    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        if (textAsObject is OwnMarkup markup)
            Write(markup.Text);
        else if (textAsObject is not null)
            Write(WebUtility.HtmlEncode(ObjectToString(textAsObject)));
        return this;
    }
}
