using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A version 3 one-pass signature packet (RFC 9580, section 5.4).</summary>
internal sealed record OnePassSignature(SignatureType Type, HashId Hash, PublicKeyAlgorithm Algorithm, ulong KeyId)
{
    private const byte Version3 = 3;
    private const int Size = 13;

    /// <summary>Null for other versions and for what is malformed: the signature it announces then does not count.</summary>
    internal static OnePassSignature? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.Length != Size || body[0] != Version3)
            return null;
        var reader = new ByteReader(body[1..]);
        var (type, hash, algorithm) = ((SignatureType)reader.ReadByte(), (HashId)reader.ReadByte(), (PublicKeyAlgorithm)reader.ReadByte());
        return new(type, hash, algorithm, reader.ReadUInt64());
    }

    /// <summary>Writes the packet that announces a signature; every one but the last before the data says that another follows.</summary>
    internal static void Write(ByteWriter writer, SignatureWriter signature, bool isLast)
    {
        using var body = new ByteWriter(Size);
        body.Bytes([Version3, (byte)signature.Type, (byte)signature.Hash, (byte)signature.Signer.Algorithm]);
        body.UInt64(signature.Signer.KeyId);
        body.Byte(isLast ? (byte)1 : (byte)0);
        Packet.Write(writer, PacketType.OnePassSignature, body.Written);
    }

    /// <summary>Whether this is the signature that was announced.</summary>
    internal bool Announces(SignaturePacket signature) =>
        signature.Type == Type && signature.Hash == Hash && signature.Algorithm == Algorithm
        && signature.Info.IssuerKeyIds.All(id => id == KeyId);
}
