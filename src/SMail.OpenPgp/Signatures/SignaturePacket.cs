using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A signature, parsed but not verified (RFC 9580, section 5.2.3).</summary>
internal sealed class SignaturePacket
{
    private SignaturePacket(byte[] body)
    {
        var reader = new ByteReader(body);
        Version = reader.ReadByte();
        if (Version is not (PublicKeyPacket.Version4 or PublicKeyPacket.Version6))
            throw Errors.Unsupported($"Signatures of version {Version} are not taken.");
        Type = (SignatureType)reader.ReadByte();
        Algorithm = (PublicKeyAlgorithm)reader.ReadByte();
        Hash = (HashId)reader.ReadByte();
        var hashed = ReadArea(body, ref reader);
        Signed = body.AsMemory(0, reader.Position);
        var unhashed = ReadArea(body, ref reader);
        HashStart = reader.ReadUInt16();
        if (Version == PublicKeyPacket.Version6)
            Salt = ReadSalt(body, ref reader);
        Fields = body.AsMemory(reader.Position);
        Info = new SignatureInfo(Version, Subpacket.ReadAll(hashed), Subpacket.ReadAll(unhashed));
    }

    internal byte Version { get; }

    internal SignatureType Type { get; }

    internal PublicKeyAlgorithm Algorithm { get; }

    internal HashId Hash { get; }

    /// <summary>What the subpackets say.</summary>
    internal SignatureInfo Info { get; }

    /// <summary>The part of the body that is hashed: from the version to the last hashed subpacket.</summary>
    internal ReadOnlyMemory<byte> Signed { get; }

    /// <summary>What is hashed before anything else; empty in version 4.</summary>
    internal ReadOnlyMemory<byte> Salt { get; }

    /// <summary>The first two octets of the signed hash.</summary>
    internal ushort HashStart { get; }

    /// <summary>The algorithm-specific fields.</summary>
    internal ReadOnlyMemory<byte> Fields { get; }

    /// <summary>Reads a signature packet's body; the bytes are copied.</summary>
    /// <exception cref="OpenPgpException">Malformed, or a version this engine does not take.</exception>
    internal static SignaturePacket Read(ReadOnlySpan<byte> body) => new(body.ToArray());

    /// <summary>Like <see cref="Read"/>; null for what cannot be read, as one bad signature must not spoil the others
    /// (RFC 9580, section 5.2.5).</summary>
    internal static SignaturePacket? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            return Read(body);
        }
        catch (OpenPgpException)
        {
            return null;
        }
    }

    private ReadOnlyMemory<byte> ReadArea(byte[] body, ref ByteReader reader)
    {
        var size = (Version == PublicKeyPacket.Version6 ? reader.ReadCounted32() : reader.Read(reader.ReadUInt16())).Length;
        return body.AsMemory(reader.Position - size, size);
    }

    private ReadOnlyMemory<byte> ReadSalt(byte[] body, ref ByteReader reader)
    {
        var size = reader.ReadByte();
        // Hashes without a salt size have no place in version 6 (table 23).
        if (size == 0 || size != SignatureDigest.SaltSize(Hash))
            throw Errors.Malformed("The salt of a signature does not have the size of its hash.");
        var start = reader.Position;
        return body.AsMemory(start, reader.Read(size).Length);
    }
}
