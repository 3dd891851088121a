using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>The checksum below armored data (RFC 9580, section 6.1). Where version 6 is read it must not stand; GnuPG 2.2,
/// without it, takes the tail line for more data.</summary>
internal sealed class ArmorChecksum
{
    private const uint Start = 0xB704CE;
    private const uint Generator = 0x864CFB;
    private const uint TopBit = 0x800000;
    private const uint Mask = 0xFFFFFF;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(octet => Shift((uint)octet << 16, 8))];

    private uint value = Start;

    /// <summary>What stands on its line.</summary>
    internal string Text => "=" + Convert.ToBase64String([(byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    /// <summary>A checksum to append to, or null for packets that only readers of version 6 open: the first tells.</summary>
    internal static ArmorChecksum? For(ReadOnlySpan<byte> packets) => IsForVersion6(packets) ? null : new();

    private static bool IsForVersion6(ReadOnlySpan<byte> packets)
    {
        if (!TryReadHeader(packets, out var header, out var size) || packets.Length <= size)
            return false;
        var version = packets[size];
        return header.Type switch
        {
            PacketType.IntegrityProtectedData => version >= IntegrityProtected.Version2,
            PacketType.PublicKeyEncryptedSessionKey or PacketType.SymmetricKeyEncryptedSessionKey or PacketType.Signature or PacketType.OnePassSignature
                or PacketType.PublicKey or PacketType.SecretKey => version >= PublicKeyPacket.Version6,
            _ => false,
        };
    }

    /// <summary>Whatever bytes are armored; what they are, their reader judges.</summary>
    private static bool TryReadHeader(ReadOnlySpan<byte> packets, out PacketHeader header, out int size)
    {
        try
        {
            return PacketHeader.TryRead(packets, out header, out size);
        }
        catch (OpenPgpException)
        {
            (header, size) = (default, 0);
            return false;
        }
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes)
            value = (value << 8 & Mask) ^ Table[(value >> 16) ^ octet];
    }

    private static uint Shift(uint value, int bits)
    {
        for (var i = 0; i < bits; i++)
            value = (value & TopBit) == 0 ? value << 1 : (value << 1 & Mask) ^ Generator;
        return value & Mask;
    }
}
