using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The sizes and functions of X25519 or X448 (RFC 7748), and what derives a wrapping key from their secret.</summary>
internal abstract class MontgomeryCurve
{
    internal static MontgomeryCurve Curve25519 { get; } = new On25519();

    internal static MontgomeryCurve Curve448 { get; } = new On448();

    internal abstract int KeySize { get; }

    internal abstract PublicKeyAlgorithm Algorithm { get; }

    internal abstract void PublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey);

    /// <summary>The shared secret; false for a peer's point that forces it to zero.</summary>
    internal abstract bool Agree(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> peer, Span<byte> shared);

    /// <summary>The key that wraps a session key (RFC 9580, sections 5.1.6 and 5.1.7).</summary>
    internal abstract SecretBytes DeriveWrappingKey(ReadOnlySpan<byte> input);

    private static SecretBytes Derive(HashAlgorithmName hash, ReadOnlySpan<byte> input, int size, ReadOnlySpan<byte> info)
    {
        var key = new SecretBytes(size);
        HKDF.DeriveKey(hash, input, key.Span, salt: [], info);
        return key;
    }

    private sealed class On25519 : MontgomeryCurve
    {
        internal override int KeySize => X25519.KeySize;

        internal override PublicKeyAlgorithm Algorithm => PublicKeyAlgorithm.X25519;

        internal override void PublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey) => X25519.PublicKey(secretKey, publicKey);

        internal override bool Agree(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> peer, Span<byte> shared) =>
            X25519.Agree(secretKey, peer, shared);

        internal override SecretBytes DeriveWrappingKey(ReadOnlySpan<byte> input) =>
            Derive(HashAlgorithmName.SHA256, input, CipherId.Aes128.KeySize(), "OpenPGP X25519"u8);
    }

    private sealed class On448 : MontgomeryCurve
    {
        internal override int KeySize => X448.KeySize;

        internal override PublicKeyAlgorithm Algorithm => PublicKeyAlgorithm.X448;

        internal override void PublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey) => X448.PublicKey(secretKey, publicKey);

        internal override bool Agree(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> peer, Span<byte> shared) =>
            X448.Agree(secretKey, peer, shared);

        internal override SecretBytes DeriveWrappingKey(ReadOnlySpan<byte> input) =>
            Derive(HashAlgorithmName.SHA512, input, CipherId.Aes256.KeySize(), "OpenPGP X448"u8);
    }
}
