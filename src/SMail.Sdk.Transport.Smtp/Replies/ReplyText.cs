using System.Globalization;
using System.Text;

namespace SMail.Sdk.Transport.Smtp.Replies;

/// <summary>Makes text of a stranger fit for a report and a log.</summary>
internal static class ReplyText
{
    private const int MaxLength = 500;

    /// <summary>One line of at most 500 characters, without control and format characters.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= MaxLength)
                break;
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (clean is not [] and not [.., ' '])
                    clean.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse) && rune != Rune.ReplacementChar)
            {
                clean.Append(rune);
            }
        }

        return clean.ToString().TrimEnd();
    }
}
