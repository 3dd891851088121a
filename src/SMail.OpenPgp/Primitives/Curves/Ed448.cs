using System.Security.Cryptography;
using Curve = Org.BouncyCastle.Math.EC.Rfc8032.Ed448;

namespace SMail.OpenPgp.Primitives;

/// <summary>Ed448 with an empty context (RFC 8032, section 5.2), by BouncyCastle.</summary>
internal static class Ed448
{
    internal const int KeySize = 57;
    internal const int SignatureSize = 114;

    internal static void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        CheckSizes(seed.Length == KeySize && publicKey.Length == KeySize);
        Curve.GeneratePublicKey(seed, publicKey);
    }

    internal static void Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        CheckSizes(seed.Length == KeySize && signature.Length == SignatureSize);
        // The public key is made anew from the seed: signing with a wrong one gives the seed away.
        Curve.Sign(seed, [], message, signature);
    }

    /// <summary>Whether the signature fits; never for a key that is no point of the curve, or one of small order.</summary>
    internal static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        CheckSizes(publicKey.Length == KeySize && signature.Length == SignatureSize);
        return Curve.ValidatePublicKeyPartial(publicKey) && Curve.Verify(signature, publicKey, [], message);
    }

    private static void CheckSizes(bool right)
    {
        if (!right)
            throw new CryptographicException("An Ed448 key has 57 bytes and a signature 114.");
    }
}
