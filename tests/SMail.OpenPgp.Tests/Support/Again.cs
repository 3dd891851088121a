using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Tests.Support;

/// <summary>Writes packets anew from what was read of them, field by field.</summary>
internal static class Again
{
    internal static byte[] Write(IEnumerable<Packet> packets) => [.. packets.SelectMany(Write)];

    internal static byte[] Write(Packet packet)
    {
        var body = packet.Body.Span;
        switch (packet.Type)
        {
            case PacketType.PublicKeyEncryptedSessionKey:
                return EncryptedKey.TryRead(body)!.ToPacket();
            case PacketType.SymmetricKeyEncryptedSessionKey:
                return PasswordKey.TryRead(body)!.ToPacket();
            case PacketType.OnePassSignature:
                using (var writer = new ByteWriter())
                {
                    OnePassSignature.TryRead(body)!.Write(writer);
                    return writer.ToArray();
                }
            case PacketType.Signature:
                return Packet.ToArray(packet.Type, Signature(body));
            case PacketType.PublicKey or PacketType.PublicSubkey:
                return Packet.ToArray(packet.Type, PublicKey(PublicKeyPacket.Read(body)));
            case PacketType.SecretKey or PacketType.SecretSubkey:
                return Packet.ToArray(packet.Type, SecretKey(packet.Type, body));
            case PacketType.IntegrityProtectedData when body[0] == IntegrityProtected.Version2:
                return Packet.ToArray(packet.Type, [.. Seipd2Header.Read(body[..Seipd2Header.Size]).Bytes.Span, .. body[Seipd2Header.Size..]]);
            default:
                return Packet.ToArray(packet.Type, body);
        }
    }

    private static byte[] PublicKey(PublicKeyPacket key)
    {
        var fields = key.Body.AsSpan(key.Version == PublicKeyPacket.Version6 ? 10 : 6);
        return PublicKeyPacket.Make(key.Version, key.CreatedSeconds, key.Algorithm, fields).Body;
    }

    private static byte[] SecretKey(PacketType type, ReadOnlySpan<byte> body)
    {
        using var writer = new ByteWriter();
        var key = PublicKeyPacket.ReadFields(body, out var size);
        var reader = new ByteReader(body[size..]);
        var usage = reader.ReadByte();
        if (usage == 0)
        {
            using var secret = SecretKeyPacket.Read(body);
            secret.Write(writer, type, [], locked: false);
            return writer.ToArray();
        }
        writer.Bytes(PublicKey(key));
        LockedSecret.Read(key.Version, usage, ref reader)!.Write(key.Version, writer);
        return writer.ToArray();
    }

    private static byte[] Signature(ReadOnlySpan<byte> body)
    {
        var read = SignaturePacket.Read(body);
        var isVersion6 = read.Version == PublicKeyPacket.Version6;
        using var writer = new ByteWriter();
        writer.Bytes([read.Version, (byte)read.Type, (byte)read.Algorithm, (byte)read.Hash]);
        var reader = new ByteReader(body[4..]);
        for (var area = 0; area < 2; area++)
        {
            using var written = new ByteWriter();
            foreach (var subpacket in Subpacket.ReadAll((isVersion6 ? reader.ReadCounted32() : reader.Read(reader.ReadUInt16())).ToArray()))
                Subpacket.Write(written, subpacket.Type, subpacket.Body.Span, subpacket.Critical);
            if (isVersion6)
                writer.UInt32((uint)written.Length);
            else
                writer.UInt16(written.Length);
            writer.Bytes(written.Written);
        }
        writer.UInt16(read.HashStart);
        if (isVersion6)
            writer.Byte((byte)read.Salt.Length);
        writer.Bytes(read.Salt.Span);
        writer.Bytes(read.Fields.Span);
        return writer.ToArray();
    }
}
