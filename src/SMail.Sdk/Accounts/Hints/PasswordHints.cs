using System.Text;

namespace SMail.Sdk.Accounts;

/// <summary>Hints after a failed login, from what was typed alone: no server is asked, so they are the same whether or not the account exists.</summary>
/// <remarks>A hint tells something about the password: show it where the password was typed, and log it nowhere.</remarks>
public static class PasswordHints
{
    private enum Script { Latin, Cyrillic, Other }

    /// <summary>The hints, in the order of <see cref="PasswordHint"/>; empty when nothing stands out.</summary>
    /// <param name="typed">The password as it was typed.</param>
    /// <param name="capsLockOn">Whether Caps Lock is on, as the application sees it.</param>
    /// <param name="usual">The layout the user is used to.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no name of a layout.</exception>
    public static IReadOnlyList<PasswordHint> For(ReadOnlyMemory<char> typed, bool capsLockOn, KeyboardLayoutName usual = KeyboardLayoutName.UnitedStates)
    {
        var layout = KeyboardLayout.Get(usual);
        var text = typed.Span;
        var hints = new List<PasswordHint>();
        if (capsLockOn)
            hints.Add(PasswordHint.CapsLockOn);
        AddLetters(text, layout, hints);
        if (text is [var first, ..] && char.IsWhiteSpace(first))
            hints.Add(PasswordHint.LeadingSpace);
        if (text is [.., var last] && char.IsWhiteSpace(last))
            hints.Add(PasswordHint.TrailingSpace);
        return hints;
    }

    private static void AddLetters(ReadOnlySpan<char> text, KeyboardLayout layout, List<PasswordHint> hints)
    {
        var usual = layout.Has('a') ? Script.Latin : Script.Cyrillic;
        var (otherScript, otherLayout) = (false, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune))
                continue;
            if (ScriptOf(rune.Value) != usual)
                otherScript = true;
            else if (!rune.IsBmp || !layout.Has((char)rune.Value))
                otherLayout = true;
        }
        if (otherScript)
            hints.Add(PasswordHint.OtherScript);
        if (otherLayout)
            hints.Add(PasswordHint.OtherLayout);
    }

    // Latin of ASCII to Extended-B with Additional, and the Cyrillic blocks of living languages; U+00B5 is on Latin layouts.
    private static Script ScriptOf(int code) => code switch
    {
        <= 0x024F or (>= 0x1E00 and <= 0x1EFF) => Script.Latin,
        >= 0x0400 and <= 0x052F => Script.Cyrillic,
        _ => Script.Other,
    };
}
