using System.Text;

namespace SMail.Sdk;

/// <summary>Counts the fields of a mail's header before anything parses it.</summary>
/// <remarks>
/// Readers of mail differ about odd line ends. So here a line ends at CR, at LF and at both, and the header goes on to
/// where all readers see its end: at an empty line made of LF or CRLF. Empty lines before the first field don't count.
/// A byte order mark at the start is passed over. What is found here may be no field to some reader; what is a field to any reader is found.
/// </remarks>
internal static class RawHeader
{
    /// <summary>How many fields of a name there are; the case does not matter.</summary>
    public static int Count(ReadOnlySpan<byte> mail, ReadOnlySpan<byte> name)
    {
        var count = 0;
        mail = WithoutMark(mail);
        for (var start = 0; TryReadLine(mail, ref start, out var line);)
            if (line.IndexOf((byte)':') is var colon and > 0 && Ascii.EqualsIgnoreCase(line[..colon].TrimEnd(" \t"u8), name))
                count++;
        return count;
    }

    /// <summary>Whether the header ends within these bytes.</summary>
    public static bool HasEnd(ReadOnlySpan<byte> mail)
    {
        var start = 0;
        mail = WithoutMark(mail);
        while (TryReadLine(mail, ref start, out _))
        {
        }

        return start < mail.Length;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> mail) =>
        mail.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? mail[3..] : mail;

    // Leaves start at the empty line that ends the header, or at the end of the bytes.
    private static bool TryReadLine(ReadOnlySpan<byte> mail, ref int start, out ReadOnlySpan<byte> line)
    {
        line = default;
        var isFirst = start == 0;
        while (line.IsEmpty && start < mail.Length)
        {
            if (!isFirst && mail[start - 1] == '\n' && (mail[start] == '\n' || mail[start..].StartsWith("\r\n"u8)))
                return false;
            var length = mail[start..].IndexOfAny((byte)'\n', (byte)'\r');
            line = mail[start..(length < 0 ? mail.Length : start + length)];
            start = Math.Min(mail.Length, start + line.Length + 1);
        }

        return !line.IsEmpty;
    }
}
