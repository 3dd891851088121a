using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Signs and encrypts one message (RFC 9580, section 10.3).</summary>
internal sealed class MessageWriter : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Below it other cores come too late to help.</summary>
    private const int ManyRecipients = 16;

    /// <summary>Format, empty file name, no date (section 5.9).</summary>
    private static readonly byte[] LiteralStart = [(byte)'b', 0, 0, 0, 0, 0];

    private readonly EncryptOptions options;
    private readonly DateTimeOffset now;
    private readonly BodyFormat format;
    private readonly SessionKey sessionKey;
    private readonly DocumentSigner signer;

    internal MessageWriter(EncryptOptions options)
    {
        (this.options, now) = (options, options.Clock.GetUtcNow());
        format = BodyFormat.For(options, now);
        signer = new(options, Intended(options));
        sessionKey = format.NewSessionKey();
        options.OnSessionKey?.Invoke(sessionKey);
    }

    /// <summary>One key packet per recipient, in their order. They do not depend on each other: many are made on all cores.</summary>
    internal IReadOnlyList<KeyPacket> MakeKeyPackets(CancellationToken cancellationToken)
    {
        var keys = options.Recipients.Select(recipient =>
            recipient.Contents.EncryptionKey(now, options.Purpose) ?? throw Errors.Unusable("A recipient has no key to encrypt to at this time.")).ToList();
        var packets = new KeyPacket[keys.Count];
        void Make(int i) => packets[i] = new(options.Recipients[i].Fingerprint, EncryptedKey.Make(keys[i], sessionKey, options.HidesRecipients));

        if (keys.Count < ManyRecipients || Environment.ProcessorCount == 1)
        {
            for (var i = 0; i < keys.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Make(i);
            }
            return packets;
        }
        try
        {
            Parallel.For(0, keys.Count, new ParallelOptions { CancellationToken = cancellationToken }, Make);
        }
        catch (AggregateException e) when (e.InnerException is OpenPgpException inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
        return packets;
    }

    /// <summary>One packet per password; they go behind those of the recipients.</summary>
    internal IEnumerable<byte[]> MakePasswordPackets() => options.Passwords.Select(password => PasswordKey.Make(sessionKey, password.Span));

    /// <summary>Writes the body: one SEIPD packet.</summary>
    internal async Task WriteBodyAsync(Stream plaintext, Stream output, CancellationToken cancellationToken)
    {
        if (plaintext.CanSeek)
        {
            var length = Math.Max(0, plaintext.Length - plaintext.Position);
            // A long document is hashed while it is encrypted, and its packet is sent in parts.
            await (signer.IsEmpty || !ParallelDigest.Helps(length)
                ? WriteSeekableAsync(plaintext, output, length, cancellationToken)
                : WritePacketsAsync(default, plaintext, output, length, [], cancellationToken)).ConfigureAwait(false);
            return;
        }
        // A short stream is gathered, so that its packet has one header; a long one is sent in parts.
        var head = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var count = await plaintext.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (count < head.Length)
            {
                using var whole = new MemoryStream(head, 0, count, writable: false);
                await WriteSeekableAsync(whole, output, count, cancellationToken).ConfigureAwait(false);
            }
            else
                await WritePacketsAsync(head, plaintext, output, null, [], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(head);
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    /// <summary>Signs first and encrypts second: the size of a signature is not known before it is made, and the header
    /// in front holds the size of all.</summary>
    private async Task WriteSeekableAsync(Stream plaintext, Stream output, long length, CancellationToken cancellationToken)
    {
        var start = plaintext.Position;
        byte[] signatures = [];
        if (!signer.IsEmpty)
        {
            await signer.AppendAsync(plaintext, cancellationToken).ConfigureAwait(false);
            signatures = signer.SignBehind();
            plaintext.Position = start;
        }
        await WritePacketsAsync(default, plaintext, output, length, signatures, cancellationToken).ConfigureAwait(false);
    }

    private async Task WritePacketsAsync(ReadOnlyMemory<byte> head, Stream plaintext, Stream output, long? length, byte[] signatures, CancellationToken cancellationToken)
    {
        var onePass = signer.OnePassPackets();
        var isSigned = signer.IsEmpty || signatures.Length > 0;
        long? inside = length is null || !isSigned ? null
            : onePass.Length + PacketHeader.SizeOf(LiteralStart.Length + length.Value) + signatures.Length;
        long? total = inside is { } size ? format.SizeOf(format.IsVersion2 ? PaddingPacket.PaddedSize(size) : size) : null;
        // What needs parts inside needs parts outside too.
        if (total > uint.MaxValue)
            (total, length) = (null, null);
        await using var body = new PacketBodyWriter(output, PacketType.IntegrityProtectedData, total);
        await using var encrypted = format.NewWriter(body, sessionKey, format.IsVersion2 && inside is { } known ? PaddingPacket.PaddedSize(known) : inside);
        await encrypted.WriteAsync(onePass, cancellationToken).ConfigureAwait(false);
        await using var literal = new PacketBodyWriter(encrypted, PacketType.LiteralData, LiteralStart.Length + length);
        await literal.WriteAsync(LiteralStart, cancellationToken).ConfigureAwait(false);
        if (isSigned)
            await CopyAsync(head, plaintext, literal, _ => { }, cancellationToken).ConfigureAwait(false);
        else
        {
            using var digest = new ParallelDigest(signer.Append);
            await CopyAsync(head, plaintext, literal, digest.Append, cancellationToken).ConfigureAwait(false);
            digest.Complete();
        }
        await literal.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await encrypted.WriteAsync(isSigned ? signatures : signer.SignBehind(), cancellationToken).ConfigureAwait(false);
        if (encrypted is Seipd2Writer padded)
            await PaddingPacket.WriteAsync(padded, padded.Written, cancellationToken).ConfigureAwait(false);
        await encrypted.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await body.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyAsync(ReadOnlyMemory<byte> head, Stream plaintext, Stream literal, ParallelDigest.Appender hash, CancellationToken cancellationToken)
    {
        using var buffer = new CopyBuffer();
        var piece = head;
        do
        {
            hash(piece.Span);
            await literal.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            piece = await buffer.ReadAsync(plaintext, cancellationToken).ConfigureAwait(false);
        }
        while (!piece.IsEmpty);
    }

    private static IReadOnlyList<Fingerprint> Intended(EncryptOptions options) =>
        options.IntendedRecipients ?? [.. options.Recipients.Select(r => r.Fingerprint)];

    public void Dispose()
    {
        sessionKey.Dispose();
        signer.Dispose();
    }
}
