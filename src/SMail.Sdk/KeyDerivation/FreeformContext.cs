using System.Buffers;
using System.Globalization;
using System.Text;

namespace SMail.Sdk.KeyDerivation;

/// <summary>Code points allowed in some company only (RFC 8264, sections 9.6 and 9.8; the rules are RFC 5892, appendix A).</summary>
/// <remarks>
/// .NET has no tables of scripts, joining types and combining classes. Scripts are told by their blocks, and joining by
/// the Arabic block, whose writers type U+200C; in other joining scripts it is refused, which a later release may lift.
/// </remarks>
internal static class FreeformContext
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    // Canonical_Combining_Class=Virama.
    private static readonly HashSet<int> Viramas =
    [
        0x094D, 0x09CD, 0x0A4D, 0x0ACD, 0x0B4D, 0x0BCD, 0x0C4D, 0x0CCD, 0x0D3B, 0x0D3C, 0x0D4D, 0x0DCA, 0x0E3A, 0x0EBA, 0x0F84,
        0x1039, 0x103A, 0x1714, 0x1715, 0x1734, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB, 0x1BF2, 0x1BF3, 0x2D7F, 0xA806, 0xA82C,
        0xA8C4, 0xA953, 0xA9C0, 0xAAF6, 0xABED, 0x10A3F, 0x11046, 0x11070, 0x1107F, 0x110B9, 0x11133, 0x11134, 0x111C0, 0x11235,
        0x112EA, 0x1134D, 0x11442, 0x114C2, 0x115BF, 0x1163F, 0x116B6, 0x1172B, 0x11839, 0x1193D, 0x1193E, 0x119E0, 0x11A34,
        0x11A47, 0x11A99, 0x11C3F, 0x11D44, 0x11D45, 0x11D97,
    ];

    // Joining_Type=Right_Joining in the Arabic block; its other letters but two join on both sides.
    private static readonly (int First, int Last)[] RightJoining =
    [
        (0x0622, 0x0625), (0x0627, 0x0627), (0x0629, 0x0629), (0x062F, 0x0632), (0x0648, 0x0648), (0x0671, 0x0673), (0x0675, 0x0677),
        (0x0688, 0x0699), (0x06C0, 0x06C0), (0x06C3, 0x06CB), (0x06CD, 0x06CD), (0x06CF, 0x06CF), (0x06D2, 0x06D3), (0x06D5, 0x06D5),
        (0x06EE, 0x06EF),
    ];

    /// <summary>Whether a code point depends on its company.</summary>
    public static bool IsContextual(int code) => code is ZeroWidthNonJoiner or ZeroWidthJoiner
        or 0x00B7 or 0x0375 or 0x05F3 or 0x05F4 or 0x30FB or (>= 0x0660 and <= 0x0669) or (>= 0x06F0 and <= 0x06F9);

    /// <summary>Whether the company at this place is the right one.</summary>
    public static bool IsSatisfied(int code, ReadOnlySpan<char> text, int index)
    {
        var before = Before(text, index);
        var after = After(text, index + 1);
        return code switch
        {
            ZeroWidthJoiner => Viramas.Contains(before),
            ZeroWidthNonJoiner => Viramas.Contains(before) || JoinsAcross(text, index),
            0x00B7 => before == 'l' && after == 'l',
            0x0375 => after is (>= 0x0370 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF),
            0x05F3 or 0x05F4 => before is >= 0x0591 and <= 0x05F2,
            0x30FB => Contains(text, IsJapanese),
            <= 0x0669 => !Contains(text, c => c is >= 0x06F0 and <= 0x06F9),
            _ => !Contains(text, c => c is >= 0x0660 and <= 0x0669),
        };
    }

    // Appendix A.1: (L|D) T* U+200C T* (R|D), where T are marks.
    private static bool JoinsAcross(ReadOnlySpan<char> text, int index)
    {
        var left = index;
        while (left > 0 && IsMark(text[left - 1]))
            left--;
        var right = index + 1;
        while (right < text.Length && IsMark(text[right]))
            right++;
        return IsArabicLetter(Before(text, left), out var joinsNext) && joinsNext && IsArabicLetter(After(text, right), out _);
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsArabicLetter(int code, out bool joinsNext)
    {
        // Hamza, high hamza and ae-like signs join on no side.
        var joins = code is (>= 0x0620 and <= 0x064A and not 0x0621 and not 0x0640) or (>= 0x066E and <= 0x06D5 and not 0x0670 and not 0x0674 and not 0x06D4)
            or 0x06EE or 0x06EF or (>= 0x06FA and <= 0x06FC) or 0x06FF;
        joinsNext = joins && !Array.Exists(RightJoining, r => code >= r.First && code <= r.Last);
        return joins;
    }

    private static bool IsJapanese(int code) => code is (>= 0x3041 and <= 0x3096) or (>= 0x309D and <= 0x309F) or (>= 0x30A1 and <= 0x30FA)
        or (>= 0x30FD and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF6F) or (>= 0xFF71 and <= 0xFF9D)
        or 0x3005 or 0x3007 or (>= 0x2E80 and <= 0x2FD5) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x1B000 and <= 0x1B16F) or (>= 0x20000 and <= 0x3FFFF);

    // The code point that ends before an index; -1 at the beginning.
    private static int Before(ReadOnlySpan<char> text, int index) =>
        Rune.DecodeLastFromUtf16(text[..index], out var rune, out _) == OperationStatus.Done ? rune.Value : -1;

    // The code point at an index; -1 at the end.
    private static int After(ReadOnlySpan<char> text, int index) =>
        Rune.DecodeFromUtf16(text[index..], out var rune, out _) == OperationStatus.Done ? rune.Value : -1;

    private static bool Contains(ReadOnlySpan<char> text, Func<int, bool> match)
    {
        foreach (var rune in text.EnumerateRunes())
            if (match(rune.Value))
                return true;
        return false;
    }
}
