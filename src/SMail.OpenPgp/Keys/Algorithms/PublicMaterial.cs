using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The algorithm-specific part of a public key and what can be done with it (RFC 9580, section 5.5.5).</summary>
internal abstract class PublicMaterial
{
    /// <summary>Whether the algorithm makes signatures.</summary>
    internal virtual bool Signs => false;

    /// <summary>Whether the algorithm encrypts session keys.</summary>
    internal virtual bool Encrypts => false;

    /// <summary>The size of the modulus in bits, for algorithms whose strength it sets; 0 for others.</summary>
    internal virtual int Bits => 0;

    /// <summary>The smallest digest, in bytes, a signature of this algorithm may be made over.</summary>
    internal virtual int MinDigestSize => 0;

    /// <summary>Verifies the algorithm-specific fields of a signature over a digest; false for anything malformed.</summary>
    internal virtual bool Verify(HashId hash, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) => false;

    /// <summary>Writes the algorithm-specific fields of a PKESK; the key packet is the recipient's.</summary>
    internal virtual void Encrypt(PublicKeyPacket recipient, SessionKey sessionKey, ByteWriter fields) =>
        throw Errors.Unusable("The algorithm of this key does not encrypt.");

    /// <summary>Reads the algorithm-specific secret fields, and refuses them when they do not belong to this public key.</summary>
    internal abstract SecretMaterial ReadSecret(ref ByteReader reader);

    /// <summary>Reads the algorithm-specific public fields.</summary>
    /// <exception cref="OpenPgpException">Malformed, or an algorithm this engine does not know.</exception>
    internal static PublicMaterial Read(PublicKeyAlgorithm algorithm, byte keyVersion, ref ByteReader reader) => algorithm switch
    {
        // The legacy forms are for version 4 alone (section 9.2).
        PublicKeyAlgorithm.EdDsaLegacy when keyVersion == PublicKeyPacket.Version4 => Ed25519LegacyPublic.Read(ref reader),
        PublicKeyAlgorithm.Ecdh => EcdhPublic.Read(keyVersion, ref reader),
        PublicKeyAlgorithm.Ecdsa => EcdsaPublic.Read(ref reader),
        PublicKeyAlgorithm.Rsa or PublicKeyAlgorithm.RsaEncryptOnly or PublicKeyAlgorithm.RsaSignOnly => RsaPublic.Read(algorithm, ref reader),
        PublicKeyAlgorithm.Ed448 => EdwardsPublic.Read(EdwardsCurve.Curve448, ref reader),
        PublicKeyAlgorithm.X448 => MontgomeryPublic.Read(MontgomeryCurve.Curve448, ref reader),
        PublicKeyAlgorithm.Dsa => DsaPublic.Read(ref reader),
        PublicKeyAlgorithm.Elgamal when keyVersion == PublicKeyPacket.Version4 => ElGamalPublic.Read(ref reader),
        PublicKeyAlgorithm.Ed25519 => EdwardsPublic.Read(EdwardsCurve.Curve25519, ref reader),
        PublicKeyAlgorithm.X25519 => MontgomeryPublic.Read(MontgomeryCurve.Curve25519, ref reader),
        _ => throw Errors.Unsupported("The algorithm of this key is not taken."),
    };
}
