using System.Security.Cryptography;
using Managed = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace SMail.OpenPgp.Primitives;

/// <summary>Ed25519 (RFC 8032, section 5.1).</summary>
internal static class Ed25519
{
    internal const int KeySize = 32;
    internal const int SignatureSize = 64;

    /// <summary>The seed and the public key behind it.</summary>
    internal const int SigningKeySize = 64;

    internal static void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey) => PublicKey(seed, publicKey, PrimitiveSets.Default);

    internal static void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey, PrimitiveSet set)
    {
        CheckSizes(seed.Length == KeySize && publicKey.Length == KeySize);
        if (!Native(set))
        {
            Managed.GeneratePublicKey(seed, publicKey);
            return;
        }
        Span<byte> signingKey = stackalloc byte[SigningKeySize];
        _ = Sodium.crypto_sign_ed25519_seed_keypair(publicKey, signingKey, seed);
        CryptographicOperations.ZeroMemory(signingKey);
    }

    /// <summary>What signs: the seed with the public key made from it, and from nothing else, because a signature with a wrong one
    /// gives the seed away.</summary>
    internal static SecretBytes SigningKey(ReadOnlySpan<byte> seed)
    {
        var signingKey = new SecretBytes(SigningKeySize);
        seed.CopyTo(signingKey.Span);
        PublicKey(seed, signingKey.Span[KeySize..]);
        return signingKey;
    }

    internal static void Sign(ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> message, Span<byte> signature) =>
        Sign(signingKey, message, signature, PrimitiveSets.Default);

    internal static void Sign(ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> message, Span<byte> signature, PrimitiveSet set)
    {
        CheckSizes(signingKey.Length == SigningKeySize && signature.Length == SignatureSize);
        if (Native(set))
            _ = Sodium.crypto_sign_ed25519_detached(signature, 0, message, (ulong)message.Length, signingKey);
        else
            Managed.Sign(signingKey[..KeySize], message, signature);
    }

    internal static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(publicKey, message, signature, PrimitiveSets.Default);

    /// <summary>Whether the signature fits; never for a key that is no point of the curve, or one of small order.</summary>
    internal static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, PrimitiveSet set)
    {
        CheckSizes(publicKey.Length == KeySize && signature.Length == SignatureSize);
        return Native(set)
            ? Sodium.crypto_sign_ed25519_verify_detached(signature, message, (ulong)message.Length, publicKey) == 0
            : Managed.ValidatePublicKeyPartial(publicKey) && Managed.Verify(signature, publicKey, message);
    }

    private static bool Native(PrimitiveSet set) => set is PrimitiveSet.Fastest && Sodium.IsAvailable;

    private static void CheckSizes(bool right)
    {
        if (!right)
            throw new CryptographicException("An Ed25519 key has 32 bytes and a signature 64.");
    }
}
