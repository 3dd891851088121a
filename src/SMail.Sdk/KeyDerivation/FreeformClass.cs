using System.Buffers;
using System.Globalization;
using System.Text;

namespace SMail.Sdk.KeyDerivation;

/// <summary>The code points of PRECIS FreeformClass (RFC 8264, sections 4.3, 8 and 9), by the Unicode tables of .NET.</summary>
/// <remarks>A newer Unicode assigns more; nothing that is valid becomes invalid (RFC 8264, section 13.5).</remarks>
internal static class FreeformClass
{
    // RFC 8264, section 9.6 (RFC 5892, appendix F): disallowed, though their category is fine.
    private static readonly int[] DisallowedExceptions =
        [0x0640, 0x07FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B];

    // Sections 9.9 and 9.13: Hangul jamo that did not compose, and Default_Ignorable_Code_Point.
    private static readonly (int First, int Last)[] DisallowedRanges =
    [
        (0x1100, 0x11FF), (0xA960, 0xA97C), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB),
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>Whether every code point is allowed where it stands.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text[i..], out var rune, out var read) != OperationStatus.Done)
                return false;
            var allowed = FreeformContext.IsContextual(rune.Value)
                ? FreeformContext.IsSatisfied(rune.Value, text, i)
                : IsAllowed(rune);
            if (!allowed)
                return false;
            i += read;
        }
        return true;
    }

    /// <summary>Whether a text is not well-formed UTF-16.</summary>
    public static bool HasUnpairedSurrogate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var read) != OperationStatus.Done)
                return true;
            text = text[read..];
        }
        return false;
    }

    // Section 8, for FreeformClass. HasCompat needs no test of its own: all such characters have a category allowed here.
    private static bool IsAllowed(Rune rune)
    {
        if (Array.IndexOf(DisallowedExceptions, rune.Value) >= 0)
            return false;
        foreach (var (first, last) in DisallowedRanges)
            if (rune.Value >= first && rune.Value <= last)
                return false;
        // What is left over: controls, formats, line and paragraph separators, private use, unassigned, noncharacters.
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
    }
}
