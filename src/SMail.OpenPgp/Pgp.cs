namespace SMail.OpenPgp;

/// <summary>The engine's table of contents: every verb of OpenPGP this package knows, one method each.</summary>
/// <remarks>Callers pick no ciphers: an <see cref="OpenPgpProfile"/> does. Errors are <see cref="OpenPgpException"/> with a code.</remarks>
public static class Pgp
{
    /// <summary>Makes a new secret key with its certificate (RFC 9580, section 10.1).</summary>
    public static SecretKey GenerateKey(KeyGenerationOptions options) => throw new NotSupportedException();

    /// <summary>Signs (when asked) and encrypts a stream into one complete message: key packets, then one SEIPD packet (RFC 9580, section 10.3).</summary>
    public static Task EncryptAsync(Stream plaintext, Stream ciphertext, EncryptOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Like <see cref="EncryptAsync"/>, with the key packets apart: <paramref name="body"/> receives exactly one SEIPD packet, and the answer holds one key packet per recipient, in the order of the recipients.</summary>
    /// <remarks>Any of the key packets followed by the body is a complete message for its recipient.</remarks>
    public static Task<IReadOnlyList<KeyPacket>> EncryptBodyAsync(Stream plaintext, Stream body, EncryptOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Decrypts and verifies a message; it is checked to its end before the first byte can be read.</summary>
    /// <exception cref="OpenPgpException">The message is malformed, is for none of the keys, or fails its integrity check.</exception>
    public static Task<DecryptedMessage> DecryptAsync(Stream ciphertext, DecryptOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Makes a detached binary signature (RFC 9580, section 10.4): one signature packet.</summary>
    public static Task<byte[]> SignDetachedAsync(Stream data, SignOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Verifies detached signatures over a stream; one verdict per signature packet, none for an empty input.</summary>
    public static Task<IReadOnlyList<SignatureVerdict>> VerifyDetachedAsync(Stream data, ReadOnlyMemory<byte> signatures, VerifyOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Says what sealed packets some bytes are made of, without any key; <see cref="SealedKind.NotSealed"/> for anything else.</summary>
    public static SealedKind InspectSealed(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    /// <summary>Like <see cref="InspectSealed"/> for a stream that may be large; reads headers and skips contents, in constant memory.</summary>
    public static Task<SealedKind> InspectSealedAsync(Stream stream, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
