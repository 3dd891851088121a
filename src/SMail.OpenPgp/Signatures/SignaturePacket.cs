using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A signature, parsed but not verified (RFC 9580, section 5.2.3).</summary>
internal sealed class SignaturePacket
{
    private const byte Version4 = 4;

    private SignaturePacket(byte[] body)
    {
        var reader = new ByteReader(body);
        if (reader.ReadByte() != Version4)
            throw Errors.Unsupported("Signatures of this version are not taken.");
        Type = (SignatureType)reader.ReadByte();
        Algorithm = (PublicKeyAlgorithm)reader.ReadByte();
        Hash = (HashId)reader.ReadByte();
        var hashedSize = reader.ReadUInt16();
        var hashed = body.AsMemory(reader.Position, reader.Read(hashedSize).Length);
        Signed = body.AsMemory(0, reader.Position);
        var unhashedSize = reader.ReadUInt16();
        var unhashed = body.AsMemory(reader.Position, reader.Read(unhashedSize).Length);
        HashStart = reader.ReadUInt16();
        Fields = body.AsMemory(reader.Position);
        Info = new SignatureInfo(Subpacket.ReadAll(hashed), Subpacket.ReadAll(unhashed));
    }

    internal SignatureType Type { get; }

    internal PublicKeyAlgorithm Algorithm { get; }

    internal HashId Hash { get; }

    /// <summary>What the subpackets say.</summary>
    internal SignatureInfo Info { get; }

    /// <summary>The part of the body that is hashed: from the version to the last hashed subpacket.</summary>
    internal ReadOnlyMemory<byte> Signed { get; }

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
}
