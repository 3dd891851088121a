using System.Security.Cryptography;
using Curve = Org.BouncyCastle.Math.EC.Rfc7748.X448;

namespace SMail.OpenPgp.Primitives;

/// <summary>X448 (RFC 7748, section 6.2), by BouncyCastle.</summary>
internal static class X448
{
    internal const int KeySize = 56;

    internal static void PublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey)
    {
        CheckSizes(secretKey.Length == KeySize && publicKey.Length == KeySize);
        Curve.GeneratePublicKey(secretKey, publicKey);
    }

    /// <summary>The shared secret; false for a peer's point that forces it to zero.</summary>
    internal static bool Agree(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> peer, Span<byte> shared)
    {
        CheckSizes(secretKey.Length == KeySize && peer.Length == KeySize && shared.Length == KeySize);
        return Curve.CalculateAgreement(secretKey, peer, shared);
    }

    private static void CheckSizes(bool right)
    {
        if (!right)
            throw new CryptographicException("An X448 key has 56 bytes.");
    }
}
