using System.Text;

namespace SMail.Sdk.Transport.Smtp.Signing;

/// <summary>The fields of a header as bytes (RFC 5322, section 2.2), in their order.</summary>
internal static class HeaderFields
{
    /// <summary>Each field's name in lower case, and where it is, its line end included.</summary>
    public static List<(string Name, Range Place)> Find(ReadOnlySpan<byte> header)
    {
        var fields = new List<(string, Range)>();
        for (var start = 0; start < header.Length;)
        {
            var end = EndOfField(header, start);
            var colon = header[start..end].IndexOf((byte)':');
            if (colon > 0)
                fields.Add((Encoding.Latin1.GetString(header.Slice(start, colon)).TrimEnd(' ', '\t').ToLowerInvariant(), start..end));
            start = end;
        }

        return fields;
    }

    /// <summary>A field in its relaxed form (RFC 6376, section 3.4.2), without the line end.</summary>
    public static byte[] Relax(ReadOnlySpan<byte> field)
    {
        var colon = field.IndexOf((byte)':');
        var relaxed = new List<byte>(field.Length);
        foreach (var next in field[..colon].TrimEnd(" \t"u8))
            relaxed.Add(next is >= (byte)'A' and <= (byte)'Z' ? (byte)(next | 0x20) : next);
        relaxed.Add((byte)':');
        var hasSpace = false;
        foreach (var next in field[(colon + 1)..].Trim(" \t\r\n"u8))
        {
            if (next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                hasSpace = true;
                continue;
            }

            if (hasSpace)
                relaxed.Add((byte)' ');
            relaxed.Add(next);
            hasSpace = false;
        }

        return [.. relaxed];
    }

    private static int EndOfField(ReadOnlySpan<byte> header, int start)
    {
        while (true)
        {
            var line = header[start..].IndexOf((byte)'\n');
            if (line < 0)
                return header.Length;
            start += line + 1;
            if (start >= header.Length || header[start] is not ((byte)' ' or (byte)'\t'))
                return start;
        }
    }
}
