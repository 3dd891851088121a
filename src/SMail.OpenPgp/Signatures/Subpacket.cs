using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Signature subpacket type ids (RFC 9580, section 5.2.3.7, table 5).</summary>
internal enum SubpacketType : byte
{
    SignatureCreationTime = 2,
    SignatureExpirationTime = 3,
    ExportableCertification = 4,
    TrustSignature = 5,
    RegularExpression = 6,
    Revocable = 7,
    KeyExpirationTime = 9,
    PreferredCiphers = 11,
    RevocationKey = 12,
    IssuerKeyId = 16,
    NotationData = 20,
    PreferredHashes = 21,
    PreferredCompression = 22,
    KeyServerPreferences = 23,
    PreferredKeyServer = 24,
    PrimaryUserId = 25,
    PolicyUri = 26,
    KeyFlags = 27,
    SignersUserId = 28,
    ReasonForRevocation = 29,
    Features = 30,
    SignatureTarget = 31,
    EmbeddedSignature = 32,
    IssuerFingerprint = 33,
    IntendedRecipient = 35,
    PreferredAeadSuites = 39,
}

/// <summary>One signature subpacket.</summary>
internal readonly record struct Subpacket(SubpacketType Type, bool Critical, ReadOnlyMemory<byte> Body)
{
    private const byte CriticalBit = 0x80;

    /// <summary>A critical subpacket of a type this engine gives no meaning to spoils its signature. Notations among
    /// them: criticality there asks for this very notation, and the engine knows none.</summary>
    internal bool IsUnknownCritical => Critical && (!Enum.IsDefined(Type) || Type == SubpacketType.NotationData
        || Type == SubpacketType.RegularExpression);

    internal static List<Subpacket> ReadAll(ReadOnlyMemory<byte> area)
    {
        var subpackets = new List<Subpacket>();
        while (!area.IsEmpty)
        {
            var size = ReadLength(area.Span, out var length);
            area = area[size..];
            if (length == 0 || length > area.Length)
                throw Errors.Malformed("A signature subpacket reaches past its area.");
            var type = area.Span[0];
            subpackets.Add(new((SubpacketType)(type & ~CriticalBit), (type & CriticalBit) != 0, area[1..(int)length]));
            area = area[(int)length..];
        }
        return subpackets;
    }

    internal static void Write(ByteWriter writer, SubpacketType type, ReadOnlySpan<byte> value, bool critical)
    {
        Span<byte> length = stackalloc byte[5];
        writer.Bytes(length[..PacketLength.Write((uint)value.Length + 1, length)]);
        writer.Byte((byte)((byte)type | (critical ? CriticalBit : 0)));
        writer.Bytes(value);
    }

    private static int ReadLength(ReadOnlySpan<byte> area, out uint length)
    {
        // Unlike packets, subpackets have no partial lengths: 224 to 254 begin two-octet lengths here.
        if (area[0] is >= 224 and < 255)
        {
            var reader = new ByteReader(area);
            length = reader.ReadUInt16() - (192u << 8) + 192;
            return 2;
        }
        if (!PacketLength.TryRead(area, out var read, out var size))
            throw Errors.Malformed("A signature subpacket reaches past its area.");
        length = read.Octets;
        return size;
    }
}
