using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The sizes and functions of Ed25519 or Ed448 (RFC 8032).</summary>
internal abstract class EdwardsCurve
{
    internal static EdwardsCurve Curve25519 { get; } = new On25519();

    internal static EdwardsCurve Curve448 { get; } = new On448();

    /// <summary>The size of the seed, and of the public key.</summary>
    internal abstract int KeySize { get; }

    internal abstract int SignatureSize { get; }

    /// <summary>The smallest digest that may be signed (RFC 9580, sections 5.2.3.4 and 5.2.3.5).</summary>
    internal abstract int MinDigestSize { get; }

    internal abstract PublicKeyAlgorithm Algorithm { get; }

    internal abstract void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey);

    /// <summary>What <see cref="Sign"/> takes, made of the seed once.</summary>
    internal abstract SecretBytes SigningKey(ReadOnlySpan<byte> seed);

    internal abstract void Sign(ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> message, Span<byte> signature);

    internal abstract bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    private sealed class On25519 : EdwardsCurve
    {
        internal override int KeySize => Ed25519.KeySize;

        internal override int SignatureSize => Ed25519.SignatureSize;

        internal override int MinDigestSize => 32;

        internal override PublicKeyAlgorithm Algorithm => PublicKeyAlgorithm.Ed25519;

        internal override void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey) => Ed25519.PublicKey(seed, publicKey);

        internal override SecretBytes SigningKey(ReadOnlySpan<byte> seed) => Ed25519.SigningKey(seed);

        internal override void Sign(ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> message, Span<byte> signature) =>
            Ed25519.Sign(signingKey, message, signature);

        internal override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
            Ed25519.Verify(publicKey, message, signature);
    }

    private sealed class On448 : EdwardsCurve
    {
        internal override int KeySize => Ed448.KeySize;

        internal override int SignatureSize => Ed448.SignatureSize;

        internal override int MinDigestSize => 64;

        internal override PublicKeyAlgorithm Algorithm => PublicKeyAlgorithm.Ed448;

        internal override void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey) => Ed448.PublicKey(seed, publicKey);

        internal override SecretBytes SigningKey(ReadOnlySpan<byte> seed) => new(seed);

        internal override void Sign(ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> message, Span<byte> signature) =>
            Ed448.Sign(signingKey, message, signature);

        internal override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
            Ed448.Verify(publicKey, message, signature);
    }
}
