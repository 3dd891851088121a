using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Makes new secret keys: the native forms of Curve25519 for version 6, the legacy forms for version 4.</summary>
internal static class KeyMaterialMaker
{
    internal static SecretKeyPacket NewSigning(byte version, uint created)
    {
        var seed = SecretBytes.Random(Ed25519.KeySize);
        Span<byte> point = stackalloc byte[Ed25519.KeySize];
        Ed25519.PublicKey(seed.Span, point);
        if (version == PublicKeyPacket.Version6)
            return new(PublicKeyPacket.Make(version, created, PublicKeyAlgorithm.Ed25519, point), new EdwardsSecret(EdwardsCurve.Curve25519, seed));
        using var fields = new ByteWriter(64);
        Ed25519LegacyPublic.Write(fields, point);
        return new(PublicKeyPacket.Make(version, created, PublicKeyAlgorithm.EdDsaLegacy, fields.Written), new Ed25519LegacySecret(seed));
    }

    internal static SecretKeyPacket NewEncryption(byte version, uint created)
    {
        Span<byte> point = stackalloc byte[X25519.KeySize];
        if (version == PublicKeyPacket.Version6)
        {
            var secret = SecretBytes.Random(X25519.KeySize);
            X25519.PublicKey(secret.Span, point);
            return new(PublicKeyPacket.Make(version, created, PublicKeyAlgorithm.X25519, point),
                new MontgomerySecret(MontgomeryCurve.Curve25519, secret, point.ToArray()));
        }
        var scalar = Curve25519LegacySecret.NewScalar();
        var parameters = Curve25519LegacyPublic.Recommended;
        X25519.PublicKey(scalar.Span, point);
        using var fields = new ByteWriter(64);
        Curve25519LegacyPublic.Write(fields, point, parameters);
        return new(PublicKeyPacket.Make(version, created, PublicKeyAlgorithm.Ecdh, fields.Written), new Curve25519LegacySecret(scalar, parameters));
    }
}
