using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>Ed25519 (RFC 8032, section 5.1).</summary>
internal static class Ed25519
{
    internal const int KeySize = 32;
    internal const int SignatureSize = 64;
    private const int ExpandedSize = 64;

    internal static void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        Span<byte> expanded = stackalloc byte[ExpandedSize];
        CheckSizes(seed.Length == KeySize && publicKey.Length == KeySize);
        _ = Sodium.crypto_sign_ed25519_seed_keypair(publicKey, expanded, seed);
        CryptographicOperations.ZeroMemory(expanded);
    }

    internal static void Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        // The public key is made anew from the seed: signing with a wrong one gives the seed away.
        Span<byte> publicKey = stackalloc byte[KeySize];
        Span<byte> expanded = stackalloc byte[ExpandedSize];
        CheckSizes(seed.Length == KeySize && signature.Length == SignatureSize);
        _ = Sodium.crypto_sign_ed25519_seed_keypair(publicKey, expanded, seed);
        _ = Sodium.crypto_sign_ed25519_detached(signature, 0, message, (ulong)message.Length, expanded);
        CryptographicOperations.ZeroMemory(expanded);
    }

    internal static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        CheckSizes(publicKey.Length == KeySize && signature.Length == SignatureSize);
        return Sodium.crypto_sign_ed25519_verify_detached(signature, message, (ulong)message.Length, publicKey) == 0;
    }

    private static void CheckSizes(bool right)
    {
        if (!right)
            throw new CryptographicException("An Ed25519 key has 32 bytes and a signature 64.");
    }
}
