namespace SMail.OpenPgp.Packets;

/// <summary>The header of a packet: its type and its (first) length (RFC 9580, section 4.2).</summary>
internal readonly record struct PacketHeader(PacketType Type, PacketLength Length)
{
    /// <summary>No header is longer: a type octet and a five-octet length.</summary>
    internal const int MaxSize = 6;

    private const uint SmallestFirstPartial = 512;

    /// <summary>Reads a header; false when the bytes do not hold all of it yet.</summary>
    /// <exception cref="OpenPgpException">No packet can begin like this.</exception>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out PacketHeader header, out int consumed)
    {
        (header, consumed) = (default, 0);
        if (bytes.IsEmpty)
            return false;
        if ((bytes[0] & 0x80) == 0)
            throw Errors.Malformed("These bytes are not OpenPGP packets.");
        var legacy = (bytes[0] & 0x40) == 0;
        var type = (PacketType)(legacy ? (bytes[0] >> 2) & 0x0F : bytes[0] & 0x3F);
        if (type == PacketType.Reserved)
            throw Errors.Malformed("Packet type 0 is reserved.");
        if (!(legacy
                ? PacketLength.TryReadLegacy(bytes[0] & 3, bytes[1..], out var length, out var size)
                : PacketLength.TryRead(bytes[1..], out length, out size)))
            return false;
        if (length.Kind != LengthKind.Final && !type.MayBePartial())
            throw Errors.Malformed("Only data packets may have a partial or indeterminate length.");
        if (length.Kind == LengthKind.Partial && length.Octets < SmallestFirstPartial)
            throw Errors.Malformed("The first part of a packet is at least 512 octets long.");
        header = new(type, length);
        consumed = 1 + size;
        return true;
    }

    /// <summary>How long a packet is with its header.</summary>
    internal static long SizeOf(long bodyLength) => 1 + PacketLength.EncodedSize(bodyLength) + bodyLength;

    /// <summary>Writes the header of a packet of known length in the current framing; answers its size.</summary>
    internal static int Write(PacketType type, uint bodyLength, Span<byte> destination)
    {
        destination[0] = (byte)(0xC0 | (byte)type);
        return 1 + PacketLength.Write(bodyLength, destination[1..]);
    }

    /// <summary>The same with a length in five octets, however short it is.</summary>
    internal static int WriteLong(PacketType type, uint bodyLength, Span<byte> destination)
    {
        (destination[0], destination[1]) = ((byte)(0xC0 | (byte)type), 255);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(destination[2..], bodyLength);
        return MaxSize;
    }
}
