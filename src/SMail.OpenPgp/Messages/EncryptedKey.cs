using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>A version 3 PKESK as read (RFC 9580, section 5.1.1).</summary>
internal sealed record EncryptedKey(ulong KeyId, PublicKeyAlgorithm Algorithm, byte[] Fields)
{
    /// <summary>More than any algorithm needs, post-quantum ones too.</summary>
    internal const int MaxBytes = 16 * 1024;

    private const byte Version3 = 3;

    /// <summary>Null for other versions and for what is cut: others' key packets must not spoil ours.</summary>
    internal static EncryptedKey? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.Length < 10 || body[0] != Version3)
            return null;
        var reader = new ByteReader(body[1..]);
        return new(reader.ReadUInt64(), (PublicKeyAlgorithm)reader.ReadByte(), reader.ReadRest().ToArray());
    }

    /// <summary>The whole packet that hands a session key to a recipient's key.</summary>
    internal static byte[] Make(PublicKeyPacket recipient, SessionKey sessionKey)
    {
        using var body = new ByteWriter(128);
        body.Byte(Version3);
        body.UInt64(recipient.KeyId);
        body.Byte((byte)recipient.Algorithm);
        recipient.Material.Encrypt(recipient, sessionKey, body);
        return Packet.ToArray(PacketType.PublicKeyEncryptedSessionKey, body.Written);
    }

    /// <summary>The session key, if one of the keys opens this packet. An all-zero key id is for whoever can (section 5.1.8).</summary>
    internal SessionKey? Open(IEnumerable<SecretKeyPacket> keys)
    {
        foreach (var key in keys.Where(k => (KeyId == 0 || k.PublicKey.KeyId == KeyId) && k.PublicKey.Algorithm == Algorithm))
        {
            try
            {
                if (key.Material.Decrypt(key.PublicKey, Fields) is { } sessionKey)
                    return sessionKey;
            }
            catch (OpenPgpException)
            {
                // Malformed fields open nothing; the caller's answer is the same for every reason.
            }
        }
        return null;
    }
}
