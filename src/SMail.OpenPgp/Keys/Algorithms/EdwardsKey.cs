using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Ed25519 and Ed448 keys in their native form (RFC 9580, sections 5.5.5.9 and 5.5.5.10).</summary>
internal sealed class EdwardsPublic(EdwardsCurve curve, byte[] point) : PublicMaterial
{
    internal override bool Signs => true;

    internal override int MinDigestSize => curve.MinDigestSize;

    internal static EdwardsPublic Read(EdwardsCurve curve, ref ByteReader reader) => new(curve, reader.Read(curve.KeySize).ToArray());

    internal override bool Verify(HashId hash, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) =>
        signature.Length == curve.SignatureSize && curve.Verify(point, digest, signature);

    internal override SecretMaterial ReadSecret(ref ByteReader reader)
    {
        var seed = new SecretBytes(reader.Read(curve.KeySize));
        Span<byte> made = stackalloc byte[curve.KeySize];
        curve.PublicKey(seed.Span, made);
        if (CryptographicOperations.FixedTimeEquals(made, point))
            return new EdwardsSecret(curve, seed);
        seed.Dispose();
        throw Errors.Malformed("A secret key does not belong to its public key.");
    }
}

/// <summary>The seed of an <see cref="EdwardsPublic"/>.</summary>
internal sealed class EdwardsSecret(EdwardsCurve curve, SecretBytes seed) : SecretMaterial
{
    private readonly SecretBytes signingKey = curve.SigningKey(seed.Span);

    internal override void Sign(HashId hash, ReadOnlySpan<byte> digest, ByteWriter signature) =>
        curve.Sign(signingKey.Span, digest, signature.Take(curve.SignatureSize));

    internal override void Write(ByteWriter writer) => writer.Bytes(seed.Span);

    public override void Dispose()
    {
        seed.Dispose();
        signingKey.Dispose();
    }
}
