using Fla.Tuning;

namespace Fla;

/// <summary>What <see cref="NumericsMode.Fixed"/> leaves of the choice: the variant that the call alone determines, and those that gave the same bits in the gate.</summary>
internal sealed partial class Ladder
{
    private readonly string?[] _bits;

    private bool IsFixed => _settings.Numerics == NumericsMode.Fixed;

    /// <summary>Whose bits the results have, whatever was tuned.</summary>
    private int Anchor
    {
        get
        {
            int anchor = -1;
            for (int i = 0; i < _contenders.Length; i++)
            {
                if (!_standings[i].IsRefused && (anchor < 0 || Contender.ByWork(_contenders[i], _contenders[anchor]) < 0))
                    anchor = i;
            }

            return anchor;
        }
    }

    /// <summary>The standing, and that of somebody who is known to give other bits.</summary>
    private Standing StandingOf(int contender)
    {
        int anchor = IsFixed ? Anchor : contender;
        if (anchor < 0 || anchor == contender || _standings[contender].IsRefused)
            return _standings[contender];
        bool other = _contenders[contender].Segments != _contenders[anchor].Segments
            || (_bits[contender] != _bits[anchor] && AreComparable(_bits[contender], _bits[anchor]));
        return other ? new(StandingKind.OtherBits, $"its results have other bits than those of {_contenders[anchor].Variant.Id}, to which FLA_NUMERICS=fixed holds") : _standings[contender];
    }

    /// <summary>Whether two classes come from the same trials: a class is named <c>gate-hash</c>.</summary>
    private static bool AreComparable(string? a, string? b) =>
        a is not null && b is not null && a.AsSpan(0, Math.Max(0, a.LastIndexOf('-'))).SequenceEqual(b.AsSpan(0, Math.Max(0, b.LastIndexOf('-'))));

    /// <summary>The class of a variant's results here. Somebody else's word does where nothing will be proven.</summary>
    private string? BitsOf(Contender contender) => _evidence.FirstOrDefault(e => e.Variant == contender.Variant.Id && e.Numerics is not null
        && e.Site.Device == _site.Device && e.Site.Toolchain == _site.Toolchain && e.Site.Dims == _site.Dims
        && (e.Origin != EvidenceOrigin.Foreign || _prove is null))?.Numerics;

    private bool GivesTheBits(int contender) => !IsFixed || contender == Anchor || (_bits[contender] is { } bits && bits == _bits[Anchor]);

    /// <summary>The same, found out now where it is not known.</summary>
    private bool MayGiveBits(int winner)
    {
        if (IsFixed && winner != Anchor && _prove is not null && !AreComparable(_bits[winner], _bits[Anchor]))
        {
            Prove(winner);
            Prove(Anchor);
        }

        return !_standings[winner].IsRefused && GivesTheBits(winner);
    }

    /// <summary>The standing once it was decided: of whom it is not known what bits they give, none ran.</summary>
    private Standing Final(int contender) => StandingOf(contender) is { IsRefused: false } && !GivesTheBits(contender)
        ? new(StandingKind.UnknownBits, $"nobody knows whether its results have the bits of {_contenders[Anchor].Variant.Id}, to which FLA_NUMERICS=fixed holds: tune with it")
        : StandingOf(contender);
}
