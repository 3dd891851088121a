using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A session key; zeroed on disposal. It names its cipher for version 1 of the encrypted packet; version 2 names
/// the cipher itself (RFC 9580, section 5.1).</summary>
internal sealed class SessionKey(CipherId? cipher, SecretBytes key) : IDisposable
{
    private const int ChecksumSize = 2;

    internal CipherId? Cipher => cipher;

    internal ReadOnlySpan<byte> Key => key.Span;

    internal static SessionKey Generate(CipherId cipher) => new(cipher, SecretBytes.Random(cipher.KeySize()));

    /// <summary>Makes a key for version 2 of the encrypted packet.</summary>
    internal static SessionKey GenerateUnnamed(CipherId cipher) => new(null, SecretBytes.Random(cipher.KeySize()));

    /// <summary>Writes the cipher if it is named, the key and its checksum (RFC 9580, section 5.1.3).</summary>
    internal void WriteChecked(ByteWriter writer)
    {
        if (cipher is { } named)
            writer.Byte((byte)named);
        writer.Bytes(key.Span);
        writer.UInt16(Checksum(key.Span));
    }

    /// <summary>Reads what <see cref="WriteChecked"/> writes; null when it does not hold together.</summary>
    internal static SessionKey? ReadChecked(ReadOnlySpan<byte> payload, bool namesCipher)
    {
        if (payload.Length <= ChecksumSize)
            return null;
        var key = payload[(namesCipher ? 1 : 0)..^ChecksumSize];
        return ((payload[^2] << 8) | payload[^1]) == Checksum(key) ? Read(namesCipher ? (CipherId)payload[0] : null, key) : null;
    }

    /// <summary>A key of a size that fits its cipher; null for others.</summary>
    internal static SessionKey? Read(CipherId? cipher, ReadOnlySpan<byte> key)
    {
        var fits = cipher is { } named ? named.IsSupported() && key.Length == named.KeySize() : key.Length is 16 or 24 or 32;
        return fits ? new(cipher, new SecretBytes(key)) : null;
    }

    /// <summary>The sum of all octets modulo 65536.</summary>
    internal static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var value in bytes)
            sum += value;
        return (ushort)sum;
    }

    public void Dispose() => key.Dispose();
}
