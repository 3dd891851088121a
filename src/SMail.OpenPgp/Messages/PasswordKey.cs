using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A SKESK: a session key under a password (RFC 9580, section 5.3). Version 4 goes with version 1 of the encrypted
/// packet, version 6 with 2.</summary>
internal sealed record PasswordKey(byte Version, CipherId Cipher, AeadId Aead, S2kSpecifier S2k, byte[] Nonce, byte[] Encrypted)
{
    internal const byte Version4 = 4;
    internal const byte Version6 = 6;
    private const byte TypeOctet = 0xC0 | (byte)PacketType.SymmetricKeyEncryptedSessionKey;

    /// <summary>Null for other versions and for what is malformed: others' key packets must not spoil ours.</summary>
    internal static PasswordKey? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new ByteReader(body);
            return reader.ReadByte() switch
            {
                Version4 => ReadVersion4(ref reader),
                Version6 => ReadVersion6(ref reader),
                _ => null,
            };
        }
        catch (OpenPgpException)
        {
            return null;
        }
    }

    /// <summary>The whole packet that hands a session key to whoever knows a password.</summary>
    internal static byte[] Make(SessionKey sessionKey, ReadOnlySpan<byte> password) =>
        (sessionKey.Cipher is null ? MakeVersion6(sessionKey, password) : MakeVersion4(sessionKey, password)).ToPacket();

    /// <summary>The whole packet.</summary>
    internal byte[] ToPacket()
    {
        using var s2k = new ByteWriter(32);
        S2k.Write(s2k);
        using var body = new ByteWriter(128);
        body.Byte(Version);
        if (Version == Version6)
            body.Byte((byte)(3 + s2k.Length + Nonce.Length));
        body.Byte((byte)Cipher);
        if (Version == Version6)
        {
            body.Byte((byte)Aead);
            body.Byte((byte)s2k.Length);
        }
        body.Bytes(s2k.Written);
        body.Bytes(Nonce);
        body.Bytes(Encrypted);
        return Packet.ToArray(PacketType.SymmetricKeyEncryptedSessionKey, body.Written);
    }

    /// <summary>The session key. For version 6 null when the password is not the one; version 4 often cannot tell.</summary>
    internal SessionKey? Open(ReadOnlySpan<byte> password, S2kLimits limits)
    {
        using var derived = new SecretBytes(Cipher.KeySize());
        S2k.Derive(password, limits, derived.Span);
        if (Version == Version6)
            return OpenAead(derived);
        if (Encrypted.Length == 0)
            return SessionKey.Read(Cipher, derived.Span);
        using var named = new SecretBytes(Encrypted);
        using var cipher = CfbCipher.Create(Cipher, derived.Span);
        cipher.Decrypt(named.Span);
        return SessionKey.Read((CipherId)named.Span[0], named.Span[1..]);
    }

    private static PasswordKey? ReadVersion4(ref ByteReader reader)
    {
        var cipher = (CipherId)reader.ReadByte();
        var s2k = S2kSpecifier.Read(ref reader);
        return cipher.IsKnown() ? new(Version4, cipher, default, s2k, [], reader.ReadRest().ToArray()) : null;
    }

    private static PasswordKey? ReadVersion6(ref ByteReader reader)
    {
        var fields = new ByteReader(reader.Read(reader.ReadByte()));
        var (cipher, aead) = ((CipherId)fields.ReadByte(), (AeadId)fields.ReadByte());
        if (!cipher.IsAes() || !aead.IsSupported())
            return null;
        var specifier = new ByteReader(fields.Read(fields.ReadByte()));
        var s2k = S2kSpecifier.Read(ref specifier);
        specifier.End();
        var nonce = fields.Read(aead.NonceSize()).ToArray();
        fields.End();
        // Nothing of version 6 may rest on these (section 9.5).
        return s2k.Type != S2kType.Argon2 && s2k.Hash is HashId.Md5 or HashId.Sha1 or HashId.RipeMd160 || reader.Remaining < AeadCipher.TagSize
            ? null
            : new(Version6, cipher, aead, s2k, nonce, reader.ReadRest().ToArray());
    }

    private static PasswordKey MakeVersion4(SessionKey sessionKey, ReadOnlySpan<byte> password)
    {
        var packet = new PasswordKey(Version4, CipherId.Aes256, default, S2kSpecifier.NewIterated(HashId.Sha256), [],
            [(byte)sessionKey.Cipher!.Value, .. sessionKey.Key]);
        using var derived = new SecretBytes(packet.Cipher.KeySize());
        packet.S2k.Derive(password, S2kLimits.Default, derived.Span);
        using var cipher = CfbCipher.Create(packet.Cipher, derived.Span);
        cipher.Encrypt(packet.Encrypted);
        return packet;
    }

    private static PasswordKey MakeVersion6(SessionKey sessionKey, ReadOnlySpan<byte> password)
    {
        var packet = new PasswordKey(Version6, CipherId.Aes256, AeadId.Ocb, S2kSpecifier.NewArgon2(),
            RandomNumberGenerator.GetBytes(AeadId.Ocb.NonceSize()), new byte[sessionKey.Key.Length + AeadCipher.TagSize]);
        using var derived = new SecretBytes(packet.Cipher.KeySize());
        packet.S2k.Derive(password, S2kLimits.Default, derived.Span);
        using var cipher = packet.NewCipher(derived);
        cipher.Seal(packet.Nonce, sessionKey.Key, packet.Info(), packet.Encrypted);
        return packet;
    }

    private SessionKey? OpenAead(SecretBytes derived)
    {
        using var key = new SecretBytes(Encrypted.Length - AeadCipher.TagSize);
        using var cipher = NewCipher(derived);
        return cipher.TryOpen(Nonce, Encrypted, Info(), key.Span) ? SessionKey.Read(null, key.Span) : null;
    }

    private AeadCipher NewCipher(SecretBytes derived)
    {
        using var kek = new SecretBytes(Cipher.KeySize());
        HKDF.DeriveKey(HashAlgorithmName.SHA256, derived.Span, kek.Span, salt: [], Info());
        return AeadCipher.Create(Aead, Cipher, kek.Span);
    }

    private byte[] Info() => [TypeOctet, Version, (byte)Cipher, (byte)Aead];
}
