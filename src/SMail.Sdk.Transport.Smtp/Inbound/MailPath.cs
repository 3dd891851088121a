namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>Reads what stands behind <c>MAIL</c> and <c>RCPT</c> (RFC 5321, sections 4.1.1.2 and 4.1.1.3).</summary>
internal static class MailPath
{
    private const int MaxLength = 512;

    /// <summary>Splits a path and its parameters.</summary>
    /// <param name="argument">What stands behind the verb.</param>
    /// <param name="prefix"><c>FROM:</c> or <c>TO:</c>.</param>
    /// <param name="path">The path without angle brackets and source route; empty for the empty one.</param>
    /// <param name="parameters">The parameters.</param>
    public static bool TryRead(string argument, string prefix, out string path, out IReadOnlyList<string> parameters)
    {
        (path, parameters) = ("", []);
        if (!argument.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = argument[prefix.Length..].TrimStart(' ');
        if (rest is not ['<', ..] || FindEnd(rest) is not (> 0 and <= MaxLength and var end) || end + 1 < rest.Length && rest[end + 1] != ' ')
            return false;
        path = rest[1..end];
        if (path is ['@', ..])
        {
            // A source route is to be accepted and not to be followed (appendix C).
            var colon = path.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                return false;
            path = path[(colon + 1)..];
        }

        parameters = rest[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return !path.Any(char.IsControl);
    }

    // The first bracket that no quotes hold; -1 for none.
    private static int FindEnd(string text)
    {
        var isQuoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted)
                i++;
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (text[i] == '>' && !isQuoted)
                return i;
            else if (text[i] is '<' or ' ' && !isQuoted)
                return -1;
        }

        return -1;
    }
}
