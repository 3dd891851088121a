namespace SMail.OpenPgp;

/// <summary>A message that is read while it arrives. Every byte of its content was encrypted as it is, but until the content has
/// ended nobody knows whether the message is whole, or who signed it: act on nothing before (RFC 9580, section 5.13.2).</summary>
public sealed class StreamedMessage : IDisposable
{
    private readonly StreamingReader reader;

    internal StreamedMessage(StreamingReader reader) => this.reader = reader;

    /// <summary>The plaintext, forward only. Reading throws where the message was changed or cut; after such an error, all that was
    /// read before is to be thrown away (RFC 9580, section 5.13.2).</summary>
    public Stream Content => reader;

    /// <summary>Whether the content was read to its end, and the message is whole (RFC 9580, section 5.13.2).</summary>
    public bool IsComplete => reader.Verdicts is not null;

    /// <summary>One verdict per signature, in the order in which they stand in the message; empty for an unsigned message
    /// (RFC 9580, section 5.4).</summary>
    /// <exception cref="InvalidOperationException">The content was not read to its end.</exception>
    public IReadOnlyList<SignatureVerdict> Signatures =>
        reader.Verdicts ?? throw new InvalidOperationException("The signatures are known when the content has been read to its end.");

    /// <summary>The key of the message's body. Disposed with the message (RFC 9580, section 5.13.2).</summary>
    public SessionKey SessionKey => reader.SessionKey;

    /// <summary>Zeroes what is held of the plaintext; the source stays open.</summary>
    public void Dispose() => reader.Dispose();
}
