using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A secret key or subkey, unlocked (RFC 9580, section 5.5.3).</summary>
internal sealed class SecretKeyPacket(PublicKeyPacket publicKey, SecretMaterial material) : IDisposable
{
    private const byte Unprotected = 0;

    internal PublicKeyPacket PublicKey => publicKey;

    internal SecretMaterial Material => material;

    /// <summary>The hash for documents: the fastest one that is strong enough for the key.</summary>
    internal HashId DocumentHash => publicKey.Material.MinDigestSize switch
    {
        <= 32 => HashId.Sha256,
        <= 48 => HashId.Sha384,
        _ => HashId.Sha512,
    };

    internal static SecretKeyPacket Read(ReadOnlySpan<byte> body) =>
        Read(PacketType.SecretKey, body, KeyPasswords.None) ?? throw Errors.Unusable("The secret of this key is not there.");

    /// <summary>Reads a key and unlocks it; null for a stub without a secret.</summary>
    /// <exception cref="OpenPgpException">Malformed, or none of the passwords opens it.</exception>
    internal static SecretKeyPacket? Read(PacketType type, ReadOnlySpan<byte> body, KeyPasswords passwords)
    {
        var publicKey = PublicKeyPacket.ReadFields(body, out var size);
        var reader = new ByteReader(body[size..]);
        var usage = reader.ReadByte();
        if (usage == Unprotected)
            return new(publicKey, ReadUnprotected(publicKey, reader.ReadRest()));
        return LockedSecret.Read(publicKey.Version, usage, ref reader) is { } locked
            ? new(publicKey, Unlock(publicKey, type, locked, passwords))
            : null;
    }

    /// <summary>Only version 4 has a checksum behind the fields.</summary>
    private static SecretMaterial ReadUnprotected(PublicKeyPacket publicKey, ReadOnlySpan<byte> fields)
    {
        if (publicKey.Version == PublicKeyPacket.Version6)
            return ReadWhole(publicKey, fields);
        if (fields.Length < 2 || ((fields[^2] << 8) | fields[^1]) != SessionKey.Checksum(fields[..^2]))
            throw Errors.Malformed("The checksum of a secret key is wrong.");
        return ReadWhole(publicKey, fields[..^2]);
    }

    private static SecretMaterial Unlock(PublicKeyPacket publicKey, PacketType type, LockedSecret locked, KeyPasswords passwords)
    {
        foreach (var password in passwords.Passwords)
        {
            using var fields = SecretLock.Unlock(publicKey, type, locked, password.Span, passwords.Limits);
            if (fields is not null)
                return ReadWhole(publicKey, fields.Span);
        }
        throw Errors.Unusable(passwords.Passwords.Count == 0
            ? "The secret key is protected by a password."
            : "None of the passwords opens the secret key.");
    }

    private static SecretMaterial ReadWhole(PublicKeyPacket publicKey, ReadOnlySpan<byte> fields)
    {
        var reader = new ByteReader(fields);
        var material = publicKey.Material.ReadSecret(ref reader);
        if (reader.Remaining == 0)
            return material;
        material.Dispose();
        throw Errors.Malformed("A secret key holds bytes after its last field.");
    }

    /// <summary>Writes the packet's body: locked when there is a password.</summary>
    internal void Write(ByteWriter writer, PacketType type, ReadOnlySpan<byte> password, bool locked)
    {
        writer.Bytes(publicKey.Body);
        if (locked)
        {
            SecretLock.Lock(publicKey, type, material, password).Write(publicKey.Version, writer);
            return;
        }
        using var secret = new ByteWriter(256);
        material.Write(secret);
        writer.Byte(Unprotected);
        writer.Bytes(secret.Written);
        if (publicKey.Version == PublicKeyPacket.Version4)
            writer.UInt16(SessionKey.Checksum(secret.Written));
    }

    public void Dispose() => material.Dispose();
}
