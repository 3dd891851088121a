using System.Buffers.Binary;

namespace SMail.OpenPgp.Packets;

/// <summary>How the length octets of a packet are to be read.</summary>
internal enum LengthKind
{
    /// <summary>The octets are all that is left of the packet.</summary>
    Final,
    /// <summary>Another length follows the octets.</summary>
    Partial,
    /// <summary>The packet reaches to the end of its container; legacy framing only.</summary>
    Indeterminate,
}

/// <summary>One body length (RFC 9580, sections 4.2.1 and 4.2.2).</summary>
internal readonly record struct PacketLength(LengthKind Kind, uint Octets)
{
    /// <summary>Reads a length of the current framing; false when the bytes do not hold all of it.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out PacketLength length, out int consumed)
    {
        (length, consumed) = (default, 0);
        if (bytes.IsEmpty)
            return false;
        consumed = bytes[0] switch { < 192 => 1, < 224 => 2, 255 => 5, _ => 1 };
        if (bytes.Length < consumed)
            return false;
        length = bytes[0] switch
        {
            < 192 => new(LengthKind.Final, bytes[0]),
            < 224 => new(LengthKind.Final, (uint)((bytes[0] - 192) << 8) + bytes[1] + 192),
            255 => new(LengthKind.Final, BinaryPrimitives.ReadUInt32BigEndian(bytes[1..])),
            _ => new(LengthKind.Partial, 1u << (bytes[0] & 0x1F)),
        };
        return true;
    }

    /// <summary>Reads a length of the legacy framing, whose type stands in the packet's first octet.</summary>
    internal static bool TryReadLegacy(int lengthType, ReadOnlySpan<byte> bytes, out PacketLength length, out int consumed)
    {
        length = default;
        consumed = lengthType switch { 0 => 1, 1 => 2, 2 => 4, _ => 0 };
        if (bytes.Length < consumed)
            return false;
        length = lengthType switch
        {
            0 => new(LengthKind.Final, bytes[0]),
            1 => new(LengthKind.Final, BinaryPrimitives.ReadUInt16BigEndian(bytes)),
            2 => new(LengthKind.Final, BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            _ => new(LengthKind.Indeterminate, 0),
        };
        return true;
    }

    /// <summary>How many octets the shortest encoding of a final length takes.</summary>
    internal static int EncodedSize(long octets) => octets switch { < 192 => 1, < 8384 => 2, _ => 5 };

    /// <summary>Writes the shortest encoding of a final length; answers its size.</summary>
    internal static int Write(uint octets, Span<byte> destination)
    {
        switch (EncodedSize(octets))
        {
            case 1:
                destination[0] = (byte)octets;
                return 1;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(octets - 192 + (192 << 8)));
                return 2;
            default:
                destination[0] = 255;
                BinaryPrimitives.WriteUInt32BigEndian(destination[1..], octets);
                return 5;
        }
    }
}
