using System.Text;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Text with a signature below it (RFC 9580, section 7).</summary>
internal sealed record CleartextMessage(List<string> Text, byte[] Signatures)
{
    internal const string Begin = "-----BEGIN PGP SIGNED MESSAGE-----";

    /// <summary>Held in memory as a whole, several times over.</summary>
    internal const int MaxBytes = 64 << 20;

    private const int MaxLines = 1_000_000;

    private const string BeginSignature = "-----BEGIN PGP SIGNATURE-----";
    private const string EndSignature = "-----END PGP SIGNATURE-----";
    private const string HashHeader = "Hash: ";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    internal static bool IsOne(ReadOnlySpan<byte> start) => Encoding.Latin1.GetString(start).TrimStart('\u00EF', '\u00BB', '\u00BF', '\r', '\n', ' ', '\t')
        .StartsWith(Begin, StringComparison.Ordinal);

    /// <exception cref="OpenPgpException">Not UTF-8.</exception>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Errors.Malformed("Text to be signed as such must be UTF-8.");
        }
    }

    /// <summary>The lines of a text; an end of line at its very end makes an empty last one.</summary>
    internal static List<string> Lines(string text) => [.. text.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line)];

    /// <summary>What the signature is made over: without spaces at ends of lines, and without the last end of line.</summary>
    internal static byte[] Signed(List<string> lines) => Encoding.UTF8.GetBytes(string.Join("\r\n", lines.Select(line => line.TrimEnd(' ', '\t', '\r'))));

    internal static bool MustEscape(string line) => line.StartsWith('-') || line.StartsWith("From ", StringComparison.Ordinal);

    /// <exception cref="OpenPgpException">Malformed, with a header that is not allowed, or with text around it.</exception>
    internal static CleartextMessage Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Count((byte)'\n') > MaxLines)
            throw Errors.Limit($"A text with a signature has more than {MaxLines} lines.");
        var lines = Lines(Decode(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes));
        var begin = lines.FindIndex(line => line.Trim().Length > 0);
        if (begin < 0 || lines[begin].TrimEnd() != Begin)
            throw Errors.Malformed("This is not a text with a signature.");
        var blank = lines.FindIndex(begin, line => line.Trim(' ', '\t').Length == 0);
        // Any other header could be taken for part of the text (section 7.1).
        if (blank < 0 || lines[(begin + 1)..blank].Exists(line => !IsHashHeader(line)))
            throw Errors.Malformed("A text with a signature has a header that is not allowed.");
        var end = lines.FindIndex(blank, line => line.TrimEnd() == BeginSignature);
        if (end < 0)
            throw Errors.Malformed("A text has no signature below it.");
        var text = lines[(blank + 1)..end];
        if (text.Exists(line => line.StartsWith('-') && !line.StartsWith("- ", StringComparison.Ordinal)))
            throw Errors.Malformed("A line of a text with a signature begins with a dash that is not escaped.");
        var tail = lines.FindIndex(end, line => line.TrimEnd() == EndSignature);
        // What stands behind is signed by nobody, and some readers show it.
        if (tail >= 0 && lines[(tail + 1)..].Exists(line => line.Trim(' ', '\t').Length > 0))
            throw Errors.Malformed("A text with a signature has more text behind it.");
        var rest = string.Join('\n', lines[end..]);
        return new([.. text.Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line)], AsciiArmor.Decode(Encoding.UTF8.GetBytes(rest)));
    }

    private static bool IsHashHeader(string line) => line.StartsWith(HashHeader, StringComparison.Ordinal)
        && line[HashHeader.Length..].Split(',').All(name => name.Trim() is { Length: > 0 } hash && hash.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/'));
}
