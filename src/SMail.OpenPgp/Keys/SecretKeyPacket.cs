using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>A secret key or subkey, unprotected (RFC 9580, section 5.5.3).</summary>
internal sealed class SecretKeyPacket(PublicKeyPacket publicKey, SecretMaterial material) : IDisposable
{
    private const byte Unprotected = 0;

    internal PublicKeyPacket PublicKey => publicKey;

    internal SecretMaterial Material => material;

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
            if (reader.ReadUInt16() != SessionKey.Checksum(body[size..][start..(reader.Position - 2)]))
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
        writer.UInt16(SessionKey.Checksum(secret.Written));
    }

    public void Dispose() => material.Dispose();
}
