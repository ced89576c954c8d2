namespace Consumer;

/// <summary>Whether the packages do for a project outside the repository what they say.</summary>
internal static class Program
{
    private static int Main() => NormCheck.Passes() & HeadDimCheck.Passes() ? 0 : 1;
}
