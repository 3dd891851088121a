using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Locks and unlocks the secret fields of a key with a password (RFC 9580, section 5.5.3).</summary>
internal static class SecretLock
{
    private const int Sha1Size = 20;
    private const int ChecksumSize = 2;

    /// <summary>Version 6: AEAD under Argon2. Version 4: CFB under an iterated hash, which every reader of version 4 knows.</summary>
    internal static LockedSecret Lock(PublicKeyPacket key, PacketType type, SecretMaterial material, ReadOnlySpan<byte> password)
    {
        using var secret = new ByteWriter(256);
        material.Write(secret);
        return key.Version == PublicKeyPacket.Version6
            ? LockAead(key, type, secret.Written, password)
            : LockCfb(secret.Written, password);
    }

    /// <summary>The secret fields; null when the password is not the one.</summary>
    /// <exception cref="OpenPgpException">Deriving the key costs more than is allowed.</exception>
    internal static SecretBytes? Unlock(PublicKeyPacket key, PacketType type, LockedSecret locked, ReadOnlySpan<byte> password, S2kLimits limits)
    {
        using var derived = new SecretBytes(locked.Cipher.KeySize());
        locked.S2k.Derive(password, limits, derived.Span);
        return locked.Usage == LockedSecret.AeadUsage ? OpenAead(key, type, locked, derived) : OpenCfb(locked, derived);
    }

    private static LockedSecret LockAead(PublicKeyPacket key, PacketType type, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> password)
    {
        var locked = new LockedSecret(LockedSecret.AeadUsage, CipherId.Aes256, AeadId.Ocb, S2kSpecifier.NewArgon2(),
            RandomNumberGenerator.GetBytes(AeadId.Ocb.NonceSize()), new byte[secret.Length + AeadCipher.TagSize]);
        using var derived = new SecretBytes(locked.Cipher.KeySize());
        locked.S2k.Derive(password, S2kLimits.Default, derived.Span);
        using var cipher = NewAead(key, type, locked, derived);
        cipher.Seal(locked.Nonce, secret, AssociatedData(key, type), locked.Ciphertext);
        return locked;
    }

    private static LockedSecret LockCfb(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> password)
    {
        var locked = new LockedSecret(LockedSecret.CfbUsage, CipherId.Aes256, default, S2kSpecifier.NewIterated(HashId.Sha256),
            RandomNumberGenerator.GetBytes(CipherId.Aes256.BlockSize()), new byte[secret.Length + Sha1Size]);
        using var derived = new SecretBytes(locked.Cipher.KeySize());
        locked.S2k.Derive(password, S2kLimits.Default, derived.Span);
        secret.CopyTo(locked.Ciphertext);
        HashId.Sha1.HashData(secret, locked.Ciphertext.AsSpan(secret.Length));
        using var cipher = CfbCipher.Create(locked.Cipher, derived.Span, locked.Nonce);
        cipher.Encrypt(locked.Ciphertext);
        return locked;
    }

    private static SecretBytes? OpenAead(PublicKeyPacket key, PacketType type, LockedSecret locked, SecretBytes derived)
    {
        if (locked.Ciphertext.Length < AeadCipher.TagSize)
            throw Errors.Malformed("A secret key is cut.");
        var secret = new SecretBytes(locked.Ciphertext.Length - AeadCipher.TagSize);
        using var cipher = NewAead(key, type, locked, derived);
        if (cipher.TryOpen(locked.Nonce, locked.Ciphertext, AssociatedData(key, type), secret.Span))
            return secret;
        secret.Dispose();
        return null;
    }

    private static SecretBytes? OpenCfb(LockedSecret locked, SecretBytes derived)
    {
        var checkSize = locked.Usage == LockedSecret.CfbUsage ? Sha1Size : ChecksumSize;
        if (locked.Ciphertext.Length < checkSize)
            throw Errors.Malformed("A secret key is cut.");
        using var whole = new SecretBytes(locked.Ciphertext);
        using (var cipher = CfbCipher.Create(locked.Cipher, derived.Span, locked.Nonce))
            cipher.Decrypt(whole.Span);
        var secret = whole.Span[..^checkSize];
        Span<byte> check = stackalloc byte[checkSize];
        if (checkSize == Sha1Size)
            HashId.Sha1.HashData(secret, check);
        else
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(check, SessionKey.Checksum(secret));
        return CryptographicOperations.FixedTimeEquals(check, whole.Span[^checkSize..]) ? new(secret) : null;
    }

    private static AeadCipher NewAead(PublicKeyPacket key, PacketType type, LockedSecret locked, SecretBytes derived)
    {
        using var kek = new SecretBytes(locked.Cipher.KeySize());
        HKDF.DeriveKey(HashAlgorithmName.SHA256, derived.Span, kek.Span, salt: [], [TypeOctet(type), key.Version, (byte)locked.Cipher, (byte)locked.Aead]);
        return AeadCipher.Create(locked.Aead, locked.Cipher, kek.Span);
    }

    private static byte[] AssociatedData(PublicKeyPacket key, PacketType type) => [TypeOctet(type), .. key.Body];

    private static byte TypeOctet(PacketType type) => (byte)(0xC0 | (byte)type);
}
