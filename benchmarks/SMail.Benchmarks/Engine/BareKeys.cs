using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.Benchmarks.Engine;

/// <summary>The public-key operations of one message alone, for the ceiling: those of its writer, those of its reader, and those of one key packet.</summary>
internal sealed record BareKeys(Action Seal, Action Open, Action KeyPacket)
{
    /// <summary>For large messages, where they do not count.</summary>
    public static BareKeys None { get; } = new(() => { }, () => { }, () => { });

    /// <summary>An ephemeral key, an agreement and a signature; an agreement and a verification.</summary>
    public static BareKeys Curve25519()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32), seed = RandomNumberGenerator.GetBytes(32), digest = RandomNumberGenerator.GetBytes(32);
        byte[] point = new byte[32], ephemeral = new byte[32], shared = new byte[32], signer = new byte[32], signature = new byte[64];
        X25519.PublicKey(secret, point);
        Ed25519.PublicKey(seed, signer);
        var signingKey = Ed25519.SigningKey(seed);
        Ed25519.Sign(signingKey.Span, digest, signature);
        void KeyPacket()
        {
            X25519.PublicKey(secret, ephemeral);
            X25519.Agree(secret, point, shared);
        }

        return new(
            () =>
            {
                KeyPacket();
                Ed25519.Sign(signingKey.Span, digest, signature);
            },
            () =>
            {
                X25519.Agree(secret, point, shared);
                Check(Ed25519.Verify(signer, digest, signature));
            },
            KeyPacket);
    }

    /// <summary>An encryption and a signature; a decryption and a verification.</summary>
    public static BareKeys Rsa3072()
    {
        var key = RSA.Create(3072);
        byte[] digest = RandomNumberGenerator.GetBytes(32), sessionKey = RandomNumberGenerator.GetBytes(35);
        var encrypted = key.Encrypt(sessionKey, RSAEncryptionPadding.Pkcs1);
        var signature = key.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new(
            () =>
            {
                key.Encrypt(sessionKey, RSAEncryptionPadding.Pkcs1);
                key.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            },
            () =>
            {
                key.Decrypt(encrypted, RSAEncryptionPadding.Pkcs1);
                Check(key.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            },
            () => key.Encrypt(sessionKey, RSAEncryptionPadding.Pkcs1));
    }

    private static void Check(bool verified)
    {
        if (!verified)
            throw new InvalidOperationException("The signature does not verify.");
    }
}
