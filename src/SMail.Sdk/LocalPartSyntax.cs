using System.Globalization;
using System.Text;

namespace SMail.Sdk;

/// <summary>The part before the <c>@</c>: dot-string or quoted-string of RFC 5321, section 4.1.2, with the UTF-8 of RFC 6531, section 3.3.</summary>
internal static class LocalPartSyntax
{
    private const int MaxBytes = 64;
    private const string Specials = "!#$%&'*+-/=?^_`{|}~";

    /// <summary>The local part a text begins with, as written and followed by at least one more character; null where there is none.</summary>
    public static string? Read(string text)
    {
        var length = text.StartsWith('"') ? QuotedLength(text) : text.IndexOf('@', StringComparison.Ordinal);
        if (length <= 0 || length >= text.Length)
            return null;
        var local = text[..length];
        if (!IsClean(local) || Encoding.UTF8.GetByteCount(local) > MaxBytes)
            return null;
        return local[0] == '"' || IsDotAtom(local) ? local : null;
    }

    /// <summary>A-Z in lower case; without quotes where the content needs none, since both mean the same mailbox (RFC 5321, section 4.1.2).</summary>
    public static string Canonicalize(string local)
    {
        var lower = AsciiCase.ToLower(local);
        if (lower[0] != '"')
            return lower;
        var content = Unquote(lower);
        return IsDotAtom(content)
            ? content
            : $"\"{content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    // The length up to and with the closing quote; 0 where there is none.
    private static int QuotedLength(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return i + 1;
            // A backslash quotes one ASCII character (quoted-pairSMTP).
            if (text[i] == '\\' && (++i >= text.Length || text[i] is < ' ' or > '~'))
                return 0;
        }
        return 0;
    }

    private static string Unquote(string quoted)
    {
        var content = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
            content.Append(quoted[i] == '\\' ? quoted[++i] : quoted[i]);
        return content.ToString();
    }

    private static bool IsDotAtom(string text) =>
        text.Split('.').All(atom => atom.Length > 0 && atom.All(c => char.IsAsciiLetterOrDigit(c) || Specials.Contains(c) || c > '\x7f'));

    // What could break a line, hide, or turn the writing around does not belong into an address, quoted or not.
    private static bool IsClean(string local)
    {
        var rest = local.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var read) != System.Buffers.OperationStatus.Done)
                return false;
            rest = rest[read..];
            var refused = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || (rune.Value != ' ' && Rune.IsWhiteSpace(rune)) || rune.Value is '<' or '>' || (rune.Value & 0xFFFE) == 0xFFFE;
            if (refused)
                return false;
        }
        return true;
    }
}
