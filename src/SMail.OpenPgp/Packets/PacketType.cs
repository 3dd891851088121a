namespace SMail.OpenPgp.Packets;

/// <summary>Packet type ids (RFC 9580, section 5, table 3).</summary>
internal enum PacketType : byte
{
    Reserved = 0,
    PublicKeyEncryptedSessionKey = 1,
    Signature = 2,
    SymmetricKeyEncryptedSessionKey = 3,
    OnePassSignature = 4,
    SecretKey = 5,
    PublicKey = 6,
    SecretSubkey = 7,
    CompressedData = 8,
    SymmetricallyEncryptedData = 9,
    Marker = 10,
    LiteralData = 11,
    Trust = 12,
    UserId = 13,
    PublicSubkey = 14,
    UserAttribute = 17,
    IntegrityProtectedData = 18,
    Padding = 21,
}

/// <summary>What the type of a packet alone says about it.</summary>
internal static class PacketTypes
{
    private const byte FirstNonCritical = 40;

    /// <summary>Marker, trust, padding and unknown non-critical packets are ignored wherever they stand (RFC 9580, sections 4.3, 5.8,
    /// 5.10 and 5.14).</summary>
    internal static bool IsIgnorable(this PacketType type) =>
        type is PacketType.Marker or PacketType.Trust or PacketType.Padding || (byte)type >= FirstNonCritical;

    /// <summary>Only data packets may have partial lengths (RFC 9580, section 4.2.1.4).</summary>
    internal static bool MayBePartial(this PacketType type) =>
        type is PacketType.LiteralData or PacketType.CompressedData
            or PacketType.SymmetricallyEncryptedData or PacketType.IntegrityProtectedData;
}
