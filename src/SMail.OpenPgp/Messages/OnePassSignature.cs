using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A one-pass signature packet (RFC 9580, section 5.4): version 3 for keys of version 4, version 6 for 6.</summary>
internal sealed record OnePassSignature(SignatureType Type, HashId Hash, PublicKeyAlgorithm Algorithm, ulong KeyId)
{
    private const byte Version3 = 3;
    private const byte Version6 = 6;

    /// <summary>What is hashed first; version 6 only.</summary>
    internal byte[] Salt { get; private init; } = [];

    /// <summary>The key that signs; version 6 only.</summary>
    internal Fingerprint Issuer { get; private init; }

    /// <summary>Null for other versions and for what is malformed: the signature it announces then does not count.</summary>
    internal static OnePassSignature? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new ByteReader(body);
            var version = reader.ReadByte();
            if (version is not (Version3 or Version6))
                return null;
            var (type, hash, algorithm) = ((SignatureType)reader.ReadByte(), (HashId)reader.ReadByte(), (PublicKeyAlgorithm)reader.ReadByte());
            var salt = version == Version6 ? reader.Read(reader.ReadByte()).ToArray() : [];
            var read = new OnePassSignature(type, hash, algorithm, version == Version3 ? reader.ReadUInt64() : 0)
            {
                Salt = salt,
                Issuer = version == Version6 ? new(reader.Read(Fingerprint.Version6Size)) : default,
            };
            _ = reader.ReadByte();
            reader.End();
            return read;
        }
        catch (OpenPgpException)
        {
            return null;
        }
    }

    /// <summary>Writes the packet that announces a signature; every one but the last before the data says that another follows.</summary>
    internal static void Write(ByteWriter writer, SignatureWriter signature, bool isLast)
    {
        var isVersion6 = signature.Signer.Version == PublicKeyPacket.Version6;
        var announced = new OnePassSignature(signature.Type, signature.Hash, signature.Signer.Algorithm, isVersion6 ? 0 : signature.Signer.KeyId)
        {
            Salt = signature.Salt.ToArray(),
            Issuer = isVersion6 ? signature.Signer.Fingerprint : default,
        };
        announced.Write(writer, isLast);
    }

    internal void Write(ByteWriter writer, bool isLast)
    {
        using var body = new ByteWriter(80);
        var isVersion6 = Issuer != default;
        body.Bytes([isVersion6 ? Version6 : Version3, (byte)Type, (byte)Hash, (byte)Algorithm]);
        if (isVersion6)
        {
            body.Byte((byte)Salt.Length);
            body.Bytes(Salt);
            body.Bytes(Issuer.Span);
        }
        else
            body.UInt64(KeyId);
        body.Byte(isLast ? (byte)1 : (byte)0);
        Packet.Write(writer, PacketType.OnePassSignature, body.Written);
    }

    /// <summary>Whether the key may be the one that signs.</summary>
    internal bool IsBy(PublicKeyPacket key) => Issuer == default ? KeyId == key.KeyId : Issuer == key.Fingerprint;

    /// <summary>Whether this is the signature that was announced.</summary>
    internal bool Announces(SignaturePacket signature) =>
        signature.Type == Type && signature.Hash == Hash && signature.Algorithm == Algorithm
        && (signature.Version == PublicKeyPacket.Version6
            ? signature.Salt.Span.SequenceEqual(Salt) && signature.Info.HasNoOtherIssuer(Issuer)
            : Issuer == default && signature.Info.HasNoOtherIssuer(KeyId));
}
