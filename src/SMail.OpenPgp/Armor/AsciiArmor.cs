using System.Text;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>ASCII armor held in memory (RFC 9580, section 6.2).</summary>
internal static class AsciiArmor
{
    internal const string PublicKeyBlock = "PGP PUBLIC KEY BLOCK";
    internal const string PrivateKeyBlock = "PGP PRIVATE KEY BLOCK";
    internal const string Message = "PGP MESSAGE";
    internal const string Signature = "PGP SIGNATURE";

    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const int LineLength = 64;

    /// <summary>Writes armor without headers.</summary>
    internal static string Write(string label, ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder().Append(Begin).Append(label).Append("-----\n\n");
        var base64 = Convert.ToBase64String(bytes);
        for (var i = 0; i < base64.Length; i += LineLength)
            text.Append(base64, i, Math.Min(LineLength, base64.Length - i)).Append('\n');
        if (ArmorChecksum.For(bytes) is { } checksum)
        {
            checksum.Append(bytes);
            text.Append(checksum.Text).Append('\n');
        }
        return text.Append(End).Append(label).Append("-----\n").ToString();
    }

    /// <summary>Whether bytes are packets already: every packet's first octet has its highest bit set.</summary>
    internal static bool IsBinary(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && (bytes[0] & 0x80) != 0 && !HasByteOrderMark(bytes);

    /// <summary>A copy of the binary form: of the bytes themselves, or of the one armored block in them.</summary>
    internal static byte[] Decode(ReadOnlySpan<byte> bytes)
    {
        if (IsBinary(bytes))
            return bytes.ToArray();
        if (HasByteOrderMark(bytes))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var lines = Encoding.Latin1.GetString(bytes).Split('\n').Select(line => line.Trim()).ToList();
        var begin = lines.FindIndex(IsBegin);
        var end = begin < 0 ? -1 : lines.FindIndex(begin, line => line.StartsWith(End, StringComparison.Ordinal));
        if (end < 0)
            throw Errors.Malformed("These bytes are neither OpenPGP packets nor ASCII armor.");
        if (lines.FindIndex(end, IsBegin) >= 0)
            throw Errors.Malformed("More than one armored block.");
        var data = lines.FindIndex(begin, line => line.Length == 0) is var blank && blank >= 0 && blank < end ? blank + 1 : begin + 1;
        return FromBase64(lines[data..end]);
    }

    /// <summary>A copy of the binary form of any number of blocks, as one sequence of packets.</summary>
    internal static byte[] DecodeAll(ReadOnlySpan<byte> bytes)
    {
        using var writer = new ByteWriter(bytes.Length + 1);
        var decoder = new PieceDecoder(writer.Bytes);
        decoder.Feed(bytes);
        decoder.Complete();
        return writer.ToArray();
    }

    /// <summary>Text editors put it in front; as a packet it would be an unknown one of odd length.</summary>
    private static bool HasByteOrderMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble);

    /// <summary>The checksum line is passed over, right or wrong (section 6.1).</summary>
    private static byte[] FromBase64(IEnumerable<string> lines)
    {
        var text = string.Concat(lines.TakeWhile(line => !line.StartsWith('=') || line.Length != 5));
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Errors.Malformed("ASCII armor holds characters that are not base64.");
        }
    }

    internal static bool IsBegin(string line) =>
        line.StartsWith(Begin + "PGP ", StringComparison.Ordinal) && line.EndsWith("-----", StringComparison.Ordinal);
}
