using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>A PKESK as read (RFC 9580, sections 5.1.1 and 5.1.2).</summary>
/// <param name="Version">3 names a key id, 6 a fingerprint.</param>
/// <param name="KeyId">All zeros for whoever can.</param>
/// <param name="Recipient">The default for whoever can.</param>
/// <param name="Algorithm">Of the key.</param>
/// <param name="Fields">What only the key opens.</param>
internal sealed record EncryptedKey(byte Version, ulong KeyId, Fingerprint Recipient, PublicKeyAlgorithm Algorithm, byte[] Fields)
{
    /// <summary>More than any algorithm needs, post-quantum ones too.</summary>
    internal const int MaxBytes = 16 * 1024;

    internal const byte Version3 = 3;
    internal const byte Version6 = 6;

    /// <summary>Null for other versions and for what is malformed: others' key packets must not spoil ours.</summary>
    internal static EncryptedKey? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new ByteReader(body);
            var version = reader.ReadByte();
            if (version is not (Version3 or Version6))
                return null;
            var keyId = version == Version3 ? reader.ReadUInt64() : 0;
            var recipient = version == Version6 ? ReadRecipient(reader.Read(reader.ReadByte())) : default;
            return new(version, keyId, recipient, (PublicKeyAlgorithm)reader.ReadByte(), reader.ReadRest().ToArray());
        }
        catch (OpenPgpException)
        {
            return null;
        }
    }

    private static Fingerprint ReadRecipient(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
            return default;
        var recipient = new Fingerprint(field[1..]);
        return recipient.KeyVersion == field[0] ? recipient : throw Errors.Malformed("A fingerprint does not fit its key version.");
    }

    /// <summary>The whole packet that hands a session key to a recipient's key.</summary>
    internal static byte[] Make(PublicKeyPacket recipient, SessionKey sessionKey, bool hidden = false)
    {
        using var body = new ByteWriter(128);
        if (sessionKey.Cipher is null)
            WriteStart(body, Version6, 0, recipient: hidden ? default : recipient.Fingerprint, recipient.Algorithm);
        else
            WriteStart(body, Version3, hidden ? 0 : recipient.KeyId, default, recipient.Algorithm);
        recipient.Material.Encrypt(recipient, sessionKey, body);
        return Packet.ToArray(PacketType.PublicKeyEncryptedSessionKey, body.Written);
    }

    /// <summary>The whole packet, as it was read.</summary>
    internal byte[] ToPacket()
    {
        using var body = new ByteWriter(128);
        WriteStart(body, Version, KeyId, Recipient, Algorithm);
        body.Bytes(Fields);
        return Packet.ToArray(PacketType.PublicKeyEncryptedSessionKey, body.Written);
    }

    private static void WriteStart(ByteWriter body, byte version, ulong keyId, Fingerprint recipient, PublicKeyAlgorithm algorithm)
    {
        body.Byte(version);
        if (version == Version3)
            body.UInt64(keyId);
        else if (recipient == default)
            body.Byte(0);
        else
            body.Bytes([(byte)(1 + recipient.Span.Length), (byte)recipient.KeyVersion, .. recipient.Span]);
        body.Byte((byte)algorithm);
    }

    /// <summary>Whether it does not say whom it is for (RFC 9580, section 5.1.8).</summary>
    internal bool IsForAnyone => Version == Version3 ? KeyId == 0 : Recipient == default;

    /// <summary>The session key, if the key opens this packet.</summary>
    internal SessionKey? Open(SecretKeyPacket key)
    {
        try
        {
            return key.Material.Decrypt(key.PublicKey, Fields, namesCipher: Version == Version3);
        }
        catch (OpenPgpException)
        {
            // Malformed fields open nothing; the caller's answer is the same for every reason.
            return null;
        }
    }

    internal bool IsFor(PublicKeyPacket key) => key.Algorithm == Algorithm && (Version == Version3
        ? KeyId == 0 || KeyId == key.KeyId
        : Recipient == default || Recipient == key.Fingerprint);
}
