namespace SMail.OpenPgp;

/// <summary>The engine's table of contents: every verb of OpenPGP this package knows, one method each.</summary>
/// <remarks>Callers pick no ciphers: an <see cref="OpenPgpProfile"/> does. Errors are <see cref="OpenPgpException"/> with a code.</remarks>
public static class Pgp
{
    /// <summary>Makes a new secret key with its certificate (RFC 9580, section 10.1).</summary>
    public static SecretKey GenerateKey(KeyGenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return KeyGenerator.Generate(options);
    }

    /// <summary>Signs (when asked) and encrypts a stream into one complete message: key packets, then one SEIPD packet (RFC 9580, section 10.3).</summary>
    public static async Task EncryptAsync(Stream plaintext, Stream ciphertext, EncryptOptions options, CancellationToken cancellationToken = default)
    {
        using var writer = NewWriter(plaintext, ciphertext, options);
        foreach (var packet in writer.MakeKeyPackets())
            await ciphertext.WriteAsync(packet.Bytes, cancellationToken).ConfigureAwait(false);
        foreach (var packet in writer.MakePasswordPackets())
            await ciphertext.WriteAsync(packet, cancellationToken).ConfigureAwait(false);
        await writer.WriteBodyAsync(plaintext, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Like <see cref="EncryptAsync"/>, with the key packets apart: <paramref name="body"/> receives exactly one SEIPD packet, and the answer holds one key packet per recipient, in the order of the recipients.</summary>
    /// <remarks>Any of the key packets followed by the body is a complete message for its recipient.</remarks>
    public static async Task<IReadOnlyList<KeyPacket>> EncryptBodyAsync(Stream plaintext, Stream body, EncryptOptions options, CancellationToken cancellationToken = default)
    {
        using var writer = NewWriter(plaintext, body, options);
        if (options.Passwords.Count > 0)
            throw new ArgumentException("A message in its split form is for recipients only.", nameof(options));
        var packets = writer.MakeKeyPackets();
        await writer.WriteBodyAsync(plaintext, cancellationToken).ConfigureAwait(false);
        return packets;
    }

    /// <summary>Decrypts and verifies a message; it is checked to its end before the first byte can be read.</summary>
    /// <exception cref="OpenPgpException">The message is malformed, is for none of the keys, or fails its integrity check.</exception>
    public static async Task<DecryptedMessage> DecryptAsync(Stream ciphertext, DecryptOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ciphertext);
        ArgumentNullException.ThrowIfNull(options);
        using var reader = new MessageReader(options);
        return await reader.ReadAsync(ciphertext, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a detached binary signature (RFC 9580, section 10.4): one signature packet per signer.</summary>
    public static Task<byte[]> SignDetachedAsync(Stream data, SignOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Signers.Count == 0)
            throw new ArgumentException("A signature needs a signer.", nameof(options));
        return DetachedSignatures.SignAsync(data, options, cancellationToken);
    }

    /// <summary>Verifies detached signatures over a stream; one verdict per signature packet, none for an empty input.</summary>
    /// <exception cref="OpenPgpException">The signatures are not a sequence of signature packets, or over a limit.</exception>
    public static Task<IReadOnlyList<SignatureVerdict>> VerifyDetachedAsync(Stream data, ReadOnlyMemory<byte> signatures, VerifyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return DetachedSignatures.VerifyAsync(data, signatures, options, cancellationToken);
    }

    /// <summary>Says what sealed packets some bytes are made of, without any key; <see cref="SealedKind.NotSealed"/> for anything else.</summary>
    public static SealedKind InspectSealed(ReadOnlySpan<byte> bytes) => SealedInspector.Inspect(bytes);

    /// <summary>Like <see cref="InspectSealed"/> for a stream that may be large; reads headers and skips contents, in constant memory.</summary>
    public static Task<SealedKind> InspectSealedAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SealedInspector.InspectAsync(stream, cancellationToken);
    }

    private static MessageWriter NewWriter(Stream plaintext, Stream output, EncryptOptions options)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Recipients.Count == 0 && options.Passwords.Count == 0)
            throw new ArgumentException("A message needs a recipient or a password.", nameof(options));
        return new MessageWriter(output, options);
    }
}
