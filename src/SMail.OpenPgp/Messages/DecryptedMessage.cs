namespace SMail.OpenPgp;

/// <summary>A message that was checked to its end. Its plaintext is zeroed on disposal.</summary>
public sealed class DecryptedMessage : IDisposable
{
    private readonly IDisposable[] owned;

    internal DecryptedMessage(Stream content, IReadOnlyList<SignatureVerdict> signatures, params IDisposable[] owned) =>
        (Content, Signatures, this.owned) = (content, signatures, owned);

    /// <summary>The plaintext, readable from its start, seekable (RFC 9580, section 5.9).</summary>
    public Stream Content { get; }

    /// <summary>One verdict per signature, in the order in which they stand in the message; empty for an unsigned message (RFC 9580, section 5.4).</summary>
    public IReadOnlyList<SignatureVerdict> Signatures { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        foreach (var item in owned)
            item.Dispose();
    }
}
