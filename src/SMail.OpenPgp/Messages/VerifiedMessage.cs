namespace SMail.OpenPgp;

/// <summary>A signed message that was read to its end, with a verdict per signature (RFC 9580, section 10.3).</summary>
public sealed class VerifiedMessage : IDisposable
{
    private readonly IDisposable[] owned;

    internal VerifiedMessage(Stream content, IReadOnlyList<SignatureVerdict> signatures, byte[] packets, params IDisposable[] owned) =>
        (Content, Signatures, SignaturePackets, this.owned) = (content, signatures, packets, owned);

    /// <summary>What was signed, readable from its start, seekable (RFC 9580, section 5.9).</summary>
    public Stream Content { get; }

    /// <summary>One verdict per signature; empty for a message that is not signed (RFC 9580, section 5.4).</summary>
    public IReadOnlyList<SignatureVerdict> Signatures { get; }

    /// <summary>The signature packets, to be kept apart from the content (RFC 9580, section 10.4).</summary>
    public ReadOnlyMemory<byte> SignaturePackets { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        foreach (var item in owned)
            item.Dispose();
    }
}
