using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>EdDSALegacy on Ed25519, version 4 keys only (RFC 9580, sections 5.5.5.5 and 5.2.3.3.1).</summary>
internal sealed class Ed25519LegacyPublic(byte[] point) : PublicMaterial
{
    private const int HalfSize = 32;

    internal override bool Signs => true;

    internal static Ed25519LegacyPublic Read(ref ByteReader reader)
    {
        if (!CurveOid.Read(ref reader).SequenceEqual(CurveOid.Ed25519Legacy))
            throw Errors.Unsupported("EdDSALegacy is defined for Ed25519 only.");
        return new(NativePoint.Read(ref reader, Ed25519.KeySize).ToArray());
    }

    internal static void Write(ByteWriter writer, ReadOnlySpan<byte> point)
    {
        CurveOid.Write(writer, CurveOid.Ed25519Legacy);
        NativePoint.Write(writer, point);
    }

    internal override bool Verify(HashId hash, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        // "MUST reject" a digest smaller than the field (section 5.2.3.3).
        if (digest.Length < HalfSize)
            return false;
        Span<byte> native = stackalloc byte[Ed25519.SignatureSize];
        var reader = new ByteReader(signature);
        Mpi.ToFixed(Mpi.Read(ref reader), native[..HalfSize]);
        Mpi.ToFixed(Mpi.Read(ref reader), native[HalfSize..]);
        reader.End();
        return Ed25519.Verify(point, digest, native);
    }

    internal override SecretMaterial ReadSecret(ref ByteReader reader)
    {
        var secret = new SecretBytes(Ed25519.KeySize);
        Mpi.ToFixed(Mpi.Read(ref reader), secret.Span);
        Span<byte> made = stackalloc byte[Ed25519.KeySize];
        Ed25519.PublicKey(secret.Span, made);
        if (CryptographicOperations.FixedTimeEquals(made, point))
            return new Ed25519LegacySecret(secret);
        secret.Dispose();
        throw Errors.Malformed("A secret key does not belong to its public key.");
    }
}

/// <summary>The seed of an <see cref="Ed25519LegacyPublic"/>.</summary>
internal sealed class Ed25519LegacySecret(SecretBytes seed) : SecretMaterial
{
    private readonly SecretBytes signingKey = Ed25519.SigningKey(seed.Span);

    internal override void Sign(HashId hash, ReadOnlySpan<byte> digest, ByteWriter signature)
    {
        Span<byte> native = stackalloc byte[Ed25519.SignatureSize];
        Ed25519.Sign(signingKey.Span, digest, native);
        Mpi.Write(signature, native[..(Ed25519.SignatureSize / 2)]);
        Mpi.Write(signature, native[(Ed25519.SignatureSize / 2)..]);
    }

    internal override void Write(ByteWriter writer) => Mpi.Write(writer, seed.Span);

    public override void Dispose()
    {
        seed.Dispose();
        signingKey.Dispose();
    }
}
