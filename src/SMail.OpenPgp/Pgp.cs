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
        ArgumentNullException.ThrowIfNull(plaintext);
        ArgumentNullException.ThrowIfNull(ciphertext);
        ArgumentNullException.ThrowIfNull(options);
        await WriteAsync(ciphertext, options.Armor, AsciiArmor.Message, async output =>
        {
            using var writer = NewWriter(options);
            foreach (var packet in writer.MakeKeyPackets(cancellationToken))
                await output.WriteAsync(packet.Bytes, cancellationToken).ConfigureAwait(false);
            foreach (var packet in writer.MakePasswordPackets())
                await output.WriteAsync(packet, cancellationToken).ConfigureAwait(false);
            await writer.WriteBodyAsync(plaintext, output, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Like <see cref="EncryptAsync"/>, with the key packets apart: <paramref name="body"/> receives exactly one SEIPD packet, and the answer holds one key packet per recipient, in the order of the recipients (RFC 9580, section 10.3).</summary>
    /// <remarks>Any of the key packets followed by the body is a complete message for its recipient.</remarks>
    public static async Task<IReadOnlyList<KeyPacket>> EncryptBodyAsync(Stream plaintext, Stream body, EncryptOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        ArgumentNullException.ThrowIfNull(body);
        using var prepared = PrepareBody(options, cancellationToken);
        await prepared.WriteAsync(plaintext, body, cancellationToken).ConfigureAwait(false);
        return prepared.KeyPackets;
    }

    /// <summary>Makes the key packets of <see cref="EncryptBodyAsync"/> before its plaintext is there: of a small message they are most of the work.</summary>
    /// <remarks>The signature's time is that of this call.</remarks>
    /// <exception cref="OpenPgpException">A recipient can't be encrypted to, or a signer can't sign.</exception>
    public static PreparedBody PrepareBody(EncryptOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Passwords.Count > 0)
            throw new ArgumentException("A message in its split form is for recipients only.", nameof(options));
        var writer = NewWriter(options);
        try
        {
            return new PreparedBody(writer, writer.MakeKeyPackets(cancellationToken));
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Decrypts and verifies a message; it is checked to its end before the first byte can be read (RFC 9580, section 10.3).</summary>
    /// <exception cref="OpenPgpException">The message is malformed, is for none of the keys, or fails its integrity check.</exception>
    public static async Task<DecryptedMessage> DecryptAsync(Stream ciphertext, DecryptOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ciphertext);
        ArgumentNullException.ThrowIfNull(options);
        using var reader = new MessageReader(options);
        return await reader.ReadAsync(ciphertext, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decrypts a message while it arrives, in constant memory: what is released was encrypted so, but whether it is all, and
    /// who signed it, is known only at its end. Prefer <see cref="DecryptAsync"/>, which releases nothing before.</summary>
    /// <remarks>Only version 2 of the encrypted packet can be read so (RFC 9580, section 5.13.2).</remarks>
    /// <exception cref="OpenPgpException">The message is malformed, of version 1, for none of the keys, or fails its integrity check.</exception>
    public static async Task<StreamedMessage> DecryptStreamingAsync(Stream ciphertext, DecryptOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ciphertext);
        ArgumentNullException.ThrowIfNull(options);
        return new(await StreamingReader.OpenAsync(ciphertext, options, takesVersion1: false, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes a detached binary signature (RFC 9580, section 10.4): one signature packet per signer.</summary>
    public static Task<byte[]> SignDetachedAsync(Stream data, SignOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckSigners(options);
        return DetachedSignatures.SignAsync(data, options, cancellationToken);
    }

    /// <summary>Makes a signed message that holds the data (RFC 9580, section 10.3); not encrypted.</summary>
    public static Task SignInlineAsync(Stream data, Stream message, SignOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(message);
        CheckSigners(options);
        return WriteAsync(message, options.Armor, AsciiArmor.Message, output => InlineSigner.SignAsync(data, output, options, cancellationToken), cancellationToken);
    }

    /// <summary>Makes a text with a signature below it, for readers without OpenPGP too (RFC 9580, section 7).</summary>
    /// <remarks>Spaces at the ends of lines are not signed.</remarks>
    /// <exception cref="OpenPgpException">The text is not UTF-8.</exception>
    public static Task SignCleartextAsync(Stream text, Stream message, SignOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(message);
        CheckSigners(options);
        return InlineSigner.SignCleartextAsync(text, message, options, cancellationToken);
    }

    /// <summary>Reads a signed message or a text with a signature below it to its end, and judges its signatures (RFC 9580, sections 7 and 10.3).</summary>
    /// <exception cref="OpenPgpException">Malformed, or over a limit.</exception>
    public static Task<VerifiedMessage> VerifyInlineAsync(Stream message, VerifyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(options);
        return InlineVerifier.ReadAsync(message, options, cancellationToken);
    }

    /// <summary>Writes packets as ASCII armor, with the label of their first; armor stays as it is (RFC 9580, section 6.2).</summary>
    /// <exception cref="OpenPgpException">The bytes are neither.</exception>
    public static Task ArmorAsync(Stream binary, Stream armored, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binary);
        ArgumentNullException.ThrowIfNull(armored);
        return ArmorConverter.ArmorAsync(binary, armored, cancellationToken);
    }

    /// <summary>Takes ASCII armor off; what is binary stays as it is (RFC 9580, section 6.2).</summary>
    /// <exception cref="OpenPgpException">The bytes are neither.</exception>
    public static Task DearmorAsync(Stream armored, Stream binary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(armored);
        ArgumentNullException.ThrowIfNull(binary);
        return ArmorConverter.DearmorAsync(armored, binary, cancellationToken);
    }

    /// <summary>Verifies detached signatures over a stream; one verdict per signature packet, none for an empty input (RFC 9580, section 10.4).</summary>
    /// <exception cref="OpenPgpException">The signatures are not a sequence of signature packets, or over a limit.</exception>
    public static Task<IReadOnlyList<SignatureVerdict>> VerifyDetachedAsync(Stream data, ReadOnlyMemory<byte> signatures, VerifyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return DetachedSignatures.VerifyAsync(data, signatures, options, cancellationToken);
    }

    /// <summary>Says what sealed packets some bytes are made of, without any key; <see cref="SealedKind.NotSealed"/> for anything else (RFC 9580, section 10.3).</summary>
    public static SealedKind InspectSealed(ReadOnlySpan<byte> bytes) => SealedInspector.Inspect(bytes);

    /// <summary>Like <see cref="InspectSealed"/> for a stream that may be large; reads headers and skips contents, in constant memory (RFC 9580, section 10.3).</summary>
    public static Task<SealedKind> InspectSealedAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SealedInspector.InspectAsync(stream, cancellationToken);
    }

    private static void CheckSigners(SignOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Signers.Count == 0)
            throw new ArgumentException("A signature needs a signer.", nameof(options));
    }

    private static async Task WriteAsync(Stream target, bool armored, string label, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        if (!armored)
        {
            await write(target).ConfigureAwait(false);
            return;
        }
        await using var armor = new ArmorWriter(target, label);
        await write(armor).ConfigureAwait(false);
        await armor.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static MessageWriter NewWriter(EncryptOptions options)
    {
        if (options.Recipients.Count == 0 && options.Passwords.Count == 0)
            throw new ArgumentException("A message needs a recipient or a password.", nameof(options));
        return new MessageWriter(options);
    }
}
