using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>ECDH on Curve25519Legacy, version 4 keys only (RFC 9580, sections 5.5.5.6 and 11.5).</summary>
internal sealed class Curve25519LegacyPublic(byte[] point, EcdhParameters parameters) : PublicMaterial
{
    /// <summary>What table 30 names for this curve.</summary>
    internal static EcdhParameters Recommended { get; } = new(HashId.Sha256, CipherId.Aes128);

    internal override bool Encrypts => true;

    /// <summary>Reads what follows the curve's id.</summary>
    internal static Curve25519LegacyPublic Read(ref ByteReader reader)
    {
        var point = NativePoint.Read(ref reader, X25519.KeySize).ToArray();
        return new(point, EcdhParameters.Read(ref reader));
    }

    internal static void Write(ByteWriter writer, ReadOnlySpan<byte> point, EcdhParameters parameters)
    {
        CurveOid.Write(writer, CurveOid.Curve25519Legacy);
        NativePoint.Write(writer, point);
        parameters.Write(writer);
    }

    internal override void Encrypt(PublicKeyPacket recipient, SessionKey sessionKey, ByteWriter fields)
    {
        using var ephemeral = SecretBytes.Random(X25519.KeySize);
        using var shared = new SecretBytes(X25519.KeySize);
        Span<byte> ephemeralPoint = stackalloc byte[X25519.KeySize];
        X25519.PublicKey(ephemeral.Span, ephemeralPoint);
        if (!X25519.Agree(ephemeral.Span, point, shared.Span))
            throw Errors.Unusable("The encryption key of a recipient is a weak point.");
        var wrapped = parameters.Wrap(shared.Span, CurveOid.Curve25519Legacy, recipient, sessionKey);
        NativePoint.Write(fields, ephemeralPoint);
        fields.Byte((byte)wrapped.Length);
        fields.Bytes(wrapped);
    }

    internal override SecretMaterial ReadSecret(ref ByteReader reader)
    {
        var secret = new SecretBytes(X25519.KeySize);
        Mpi.ToFixed(Mpi.Read(ref reader), secret.Span);
        // This one curve stores its secret as a big-endian number.
        secret.Span.Reverse();
        Span<byte> made = stackalloc byte[X25519.KeySize];
        X25519.PublicKey(secret.Span, made);
        if (CryptographicOperations.FixedTimeEquals(made, point))
            return new Curve25519LegacySecret(secret, parameters);
        secret.Dispose();
        throw Errors.Malformed("A secret key does not belong to its public key.");
    }
}

/// <summary>The secret scalar of a <see cref="Curve25519LegacyPublic"/>, in its native byte order.</summary>
internal sealed class Curve25519LegacySecret(SecretBytes scalar, EcdhParameters parameters) : SecretMaterial
{
    internal static SecretBytes NewScalar()
    {
        var scalar = SecretBytes.Random(X25519.KeySize);
        scalar.Span[0] &= 248;
        scalar.Span[^1] = (byte)((scalar.Span[^1] & 127) | 64);
        return scalar;
    }

    internal override SessionKey? Decrypt(PublicKeyPacket recipient, ReadOnlySpan<byte> fields, bool namesCipher)
    {
        var reader = new ByteReader(fields);
        var ephemeral = NativePoint.Read(ref reader, X25519.KeySize);
        var wrapped = reader.Read(reader.ReadByte());
        reader.End();
        using var shared = new SecretBytes(X25519.KeySize);
        return X25519.Agree(scalar.Span, ephemeral, shared.Span)
            ? parameters.Unwrap(shared.Span, CurveOid.Curve25519Legacy, recipient, wrapped, namesCipher)
            : null;
    }

    internal override void Write(ByteWriter writer)
    {
        using var number = new SecretBytes(scalar.Span);
        number.Span.Reverse();
        Mpi.Write(writer, number.Span);
    }

    public override void Dispose() => scalar.Dispose();
}
