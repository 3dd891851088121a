using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A secret key or subkey, unprotected (RFC 9580, section 5.5.3).</summary>
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

    internal static SecretKeyPacket Read(ReadOnlySpan<byte> body)
    {
        var publicKey = PublicKeyPacket.ReadFields(body, out var size);
        var reader = new ByteReader(body[size..]);
        if (reader.ReadByte() != Unprotected)
            throw Errors.Unusable("The secret key is protected by a password.");
        var start = reader.Position;
        var material = publicKey.Material.ReadSecret(ref reader);
        try
        {
            if (publicKey.Version == PublicKeyPacket.Version4 && reader.ReadUInt16() != SessionKey.Checksum(body[size..][start..(reader.Position - 2)]))
                throw Errors.Malformed("The checksum of a secret key is wrong.");
            reader.End();
            return new(publicKey, material);
        }
        catch
        {
            material.Dispose();
            throw;
        }
    }

    internal void Write(ByteWriter writer)
    {
        using var secret = new ByteWriter(64);
        material.Write(secret);
        writer.Bytes(publicKey.Body);
        writer.Byte(Unprotected);
        writer.Bytes(secret.Written);
        if (publicKey.Version == PublicKeyPacket.Version4)
            writer.UInt16(SessionKey.Checksum(secret.Written));
    }

    public void Dispose() => material.Dispose();
}
