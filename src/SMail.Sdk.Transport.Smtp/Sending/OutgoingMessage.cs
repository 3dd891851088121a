using SMail.Sdk.Server;

namespace SMail.Sdk.Transport.Smtp.Sending;

/// <summary>The bytes that leave: fields of ours, then the message as it is.</summary>
/// <param name="pieces">The message; read anew each time.</param>
/// <param name="survey">What a first reading found.</param>
/// <param name="prefix">Whole header fields of ours.</param>
/// <param name="needsUtf8">Whether addresses of the envelope need SMTPUTF8.</param>
internal sealed class OutgoingMessage(IAsyncEnumerable<OpenMessage> pieces, Survey survey, ReadOnlyMemory<byte> prefix, bool needsUtf8)
{
    /// <summary>The length in bytes (RFC 1870, section 5: without dot-stuffing).</summary>
    public long Size => prefix.Length + survey.Size + (survey.EndsWithLine ? 0 : 2);

    /// <summary>Whether 8BITMIME (RFC 6152) is needed.</summary>
    public bool NeedsEightBit => survey.IsEightBit;

    /// <summary>Whether SMTPUTF8 (RFC 6531) is needed.</summary>
    public bool NeedsUtf8 => needsUtf8 || survey.HasEightBitHeader;

    /// <summary>Whether the header itself needs it.</summary>
    public bool HasUtf8Header => survey.HasEightBitHeader;

    public OutgoingMessage WithUtf8(bool needed) => new(pieces, survey, prefix, needed);

    /// <exception cref="InvalidDataException">It is not the message of the first reading.</exception>
    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(prefix, cancellationToken).ConfigureAwait(false);
        var written = 0L;
        await foreach (var piece in pieces.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await stream.WriteAsync(piece.Bytes, cancellationToken).ConfigureAwait(false);
            written += piece.Bytes.Length;
        }

        if (written != survey.Size)
            throw new InvalidDataException("The message is not as long as when it was read first.");
    }
}
