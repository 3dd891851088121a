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

    /// <summary>Takes the next field off the front of a header, with the lines it is folded over and the end of its last one; false at the header's end.</summary>
    public static bool TryReadField(scoped ref ReadOnlySpan<byte> header, out ReadOnlySpan<byte> field, out ReadOnlySpan<byte> name)
    {
        field = default;
        name = default;
        if (header.IsEmpty || header[0] == '\n' || header.StartsWith("\r\n"u8))
            return false;
        var length = LineLength(header);
        while (length < header.Length && header[length] is (byte)' ' or (byte)'\t')
            length += LineLength(header[length..]);
        field = header[..length];
        name = field.IndexOf((byte)':') is var colon and > 0 ? WithoutMark(field)[..(colon - (field.Length - WithoutMark(field).Length))].TrimEnd(" \t"u8) : default;
        header = header[length..];
        return true;
    }

    /// <summary>The header of a mail, without the empty line at its end.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> mail)
    {
        var rest = mail;
        while (TryReadField(ref rest, out _, out _))
        {
        }

        return mail[..^rest.Length];
    }

    private static int LineLength(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'\n', (byte)'\r') switch
    {
        < 0 => text.Length,
        var end when text[end..].StartsWith("\r\n"u8) => end + 2,
        var end => end + 1,
    };

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
