using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>Writes packets' bodies from what was read of them, and from nothing else: what the reader lost is then missing.</summary>
internal static class Reencoder
{
    internal static byte[]? Body(PacketType type, byte[] body) => type switch
    {
        PacketType.PublicKeyEncryptedSessionKey => EncryptedKey.TryRead(body) is { } key ? Write(key) : null,
        PacketType.SymmetricKeyEncryptedSessionKey => PasswordKey.TryRead(body) is { } key ? Write(key) : null,
        PacketType.OnePassSignature => OnePassSignature.TryRead(body) is { } onePass ? Write(onePass, body[^1]) : null,
        PacketType.Signature => SignaturePacket.TryRead(body) is { } signature ? Write(signature) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static byte[] Write(EncryptedKey key)
    {
        using var writer = new ByteWriter();
        writer.Byte(key.Version);
        if (key.Version == EncryptedKey.Version3)
            writer.UInt64(key.KeyId);
        else
            writer.Bytes(key.Recipient == default ? [0] : [(byte)(1 + key.Recipient.Span.Length), (byte)key.Recipient.KeyVersion, .. key.Recipient.Span]);
        writer.Byte((byte)key.Algorithm);
        writer.Bytes(key.Fields);
        return writer.ToArray();
    }

    private static byte[] Write(PasswordKey key)
    {
        using var s2k = new ByteWriter();
        key.S2k.Write(s2k);
        return key.Version == PasswordKey.Version4
            ? [key.Version, (byte)key.Cipher, .. s2k.Written, .. key.Encrypted]
            : [key.Version, (byte)(3 + s2k.Length + key.Nonce.Length), (byte)key.Cipher, (byte)key.Aead, (byte)s2k.Length, .. s2k.Written, .. key.Nonce, .. key.Encrypted];
    }

    /// <summary>Whether another one follows shows by what follows; the octet that says so is not kept.</summary>
    private static byte[] Write(OnePassSignature onePass, byte isLast)
    {
        using var writer = new ByteWriter();
        var isVersion6 = onePass.Issuer != default;
        writer.Bytes([isVersion6 ? (byte)6 : (byte)3, (byte)onePass.Type, (byte)onePass.Hash, (byte)onePass.Algorithm]);
        if (isVersion6)
            writer.Bytes([(byte)onePass.Salt.Length, .. onePass.Salt, .. onePass.Issuer.Span]);
        else
            writer.UInt64(onePass.KeyId);
        writer.Byte(isLast);
        return writer.ToArray();
    }

    private static byte[] Write(SignaturePacket signature)
    {
        using var writer = new ByteWriter();
        var sizeOfCount = signature.Version == 6 ? 4 : 2;
        var hashed = Area(signature.Signed[(4 + sizeOfCount)..]);
        writer.Bytes([signature.Version, (byte)signature.Type, (byte)signature.Algorithm, (byte)signature.Hash]);
        WriteCount(hashed.Length);
        writer.Bytes(hashed);
        // The reader keeps of the unhashed area only what it says: the issuer.
        var unhashed = Unhashed(signature);
        WriteCount(unhashed.Length);
        writer.Bytes(unhashed);
        writer.UInt16(signature.HashStart);
        if (signature.Version == 6)
            writer.Bytes([(byte)signature.Salt.Length, .. signature.Salt.Span]);
        writer.Bytes(signature.Fields.Span);
        return writer.ToArray();

        void WriteCount(int count)
        {
            if (sizeOfCount == 4)
                writer.UInt32((uint)count);
            else
                writer.UInt16(count);
        }
    }

    private static byte[] Area(ReadOnlyMemory<byte> area)
    {
        using var writer = new ByteWriter();
        foreach (var subpacket in Subpacket.ReadAll(area))
            Subpacket.Write(writer, subpacket.Type, subpacket.Body.Span, subpacket.Critical);
        return writer.ToArray();
    }

    private static byte[] Unhashed(SignaturePacket signature)
    {
        using var writer = new ByteWriter();
        foreach (var id in signature.Info.IssuerKeyIds)
        {
            using var value = new ByteWriter(8);
            value.UInt64(id);
            Subpacket.Write(writer, SubpacketType.IssuerKeyId, value.Written, critical: false);
        }
        return writer.ToArray();
    }
}
