using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A session key with its cipher; zeroed on disposal.</summary>
internal sealed class SessionKey(CipherId cipher, SecretBytes key) : IDisposable
{
    private const int ChecksumSize = 2;

    internal CipherId Cipher => cipher;

    internal ReadOnlySpan<byte> Key => key.Span;

    internal static SessionKey Generate(CipherId cipher) => new(cipher, SecretBytes.Random(cipher.KeySize()));

    /// <summary>Writes the cipher, the key and its checksum, as a version 3 PKESK has them (RFC 9580, section 5.1.3).</summary>
    internal void WriteChecked(ByteWriter writer)
    {
        writer.Byte((byte)cipher);
        writer.Bytes(key.Span);
        writer.UInt16(Checksum(key.Span));
    }

    /// <summary>Reads what <see cref="WriteChecked"/> writes; null when it does not hold together.</summary>
    internal static SessionKey? ReadChecked(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || !((CipherId)payload[0]).IsSupported())
            return null;
        var cipher = (CipherId)payload[0];
        if (payload.Length != 1 + cipher.KeySize() + ChecksumSize)
            return null;
        var key = payload.Slice(1, cipher.KeySize());
        return ((payload[^2] << 8) | payload[^1]) == Checksum(key) ? new(cipher, new SecretBytes(key)) : null;
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
