using System.Security.Cryptography;
using Managed = Org.BouncyCastle.Math.EC.Rfc7748.X25519;

namespace SMail.OpenPgp.Primitives;

/// <summary>X25519 (RFC 7748, section 6.1).</summary>
internal static class X25519
{
    internal const int KeySize = 32;

    internal static void PublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey) => PublicKey(secretKey, publicKey, PrimitiveSets.Default);

    internal static void PublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey, PrimitiveSet set)
    {
        CheckSizes(secretKey.Length == KeySize && publicKey.Length == KeySize);
        if (Native(set))
            _ = Sodium.crypto_scalarmult_curve25519_base(publicKey, secretKey);
        else
            Managed.GeneratePublicKey(secretKey, publicKey);
    }

    internal static bool Agree(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> peer, Span<byte> shared) =>
        Agree(secretKey, peer, shared, PrimitiveSets.Default);

    /// <summary>The shared secret; false for a peer's point that forces it to zero, or is not in its one reduced form.</summary>
    internal static bool Agree(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> peer, Span<byte> shared, PrimitiveSet set)
    {
        CheckSizes(secretKey.Length == KeySize && peer.Length == KeySize && shared.Length == KeySize);
        // X25519 ignores the highest bit, so a point with it set would be a second name for the same secret.
        if ((peer[^1] & 0x80) != 0)
            return false;
        return Native(set)
            ? Sodium.crypto_scalarmult_curve25519(shared, secretKey, peer) == 0
            : Managed.CalculateAgreement(secretKey, peer, shared);
    }

    private static bool Native(PrimitiveSet set) => set is PrimitiveSet.Fastest && Sodium.IsAvailable;

    private static void CheckSizes(bool right)
    {
        if (!right)
            throw new CryptographicException("An X25519 key has 32 bytes.");
    }
}
