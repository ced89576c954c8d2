namespace Fla;

/// <summary>How much a call has to do, as far as a variant's constants decide it.</summary>
public interface IWorkload<in TVariant> where TVariant : KernelVariant
{
    /// <summary>How big the call is, whatever variant runs it: tuned results are shared by calls of about this size.</summary>
    WorkSize Size { get; }

    /// <summary>Programs that the variant would run.</summary>
    long Programs(TVariant variant);

    /// <summary>How far the main loop of one program runs: tokens of a sequence.</summary>
    long Extent(TVariant variant);
}
