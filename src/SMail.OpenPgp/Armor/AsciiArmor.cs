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
        return bytes.IsEmpty
            ? throw Errors.Malformed("These bytes are neither OpenPGP packets nor ASCII armor.")
            : Decode(bytes, severalBlocks: false);
    }

    /// <summary>A copy of the binary form of any number of blocks, as one sequence of packets.</summary>
    internal static byte[] DecodeAll(ReadOnlySpan<byte> bytes) => Decode(bytes, severalBlocks: true);

    private static byte[] Decode(ReadOnlySpan<byte> bytes, bool severalBlocks)
    {
        using var writer = new ByteWriter(bytes.Length + 1);
        var decoder = new PieceDecoder(writer.Bytes, severalBlocks);
        decoder.Feed(bytes);
        decoder.Complete();
        return writer.ToArray();
    }

    /// <summary>Text editors put it in front; as a packet it would be an unknown one of odd length.</summary>
    private static bool HasByteOrderMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble);

    internal static bool IsBegin(string line) =>
        line.StartsWith(Begin + "PGP ", StringComparison.Ordinal) && line.EndsWith("-----", StringComparison.Ordinal);
}
