namespace SMail.OpenPgp;

/// <summary>A message that was checked to its end. Its plaintext is zeroed on disposal (RFC 9580, section 10.3).</summary>
public sealed class DecryptedMessage : IDisposable
{
    private readonly IDisposable[] owned;

    internal DecryptedMessage(Stream content, IReadOnlyList<SignatureVerdict> signatures, params IDisposable[] owned) =>
        (Content, Signatures, this.owned) = (content, signatures, owned);

    /// <summary>The plaintext, readable from its start, seekable (RFC 9580, section 5.9).</summary>
    public Stream Content { get; }

    /// <summary>One verdict per signature, in the order in which they stand in the message; empty for an unsigned message (RFC 9580, section 5.4).</summary>
    public IReadOnlyList<SignatureVerdict> Signatures { get; }

    /// <summary>The key of the message's body; null for a message that was not encrypted. Disposed with the message (RFC 9580, section 5.13).</summary>
    public SessionKey? SessionKey { get; internal init; }

    /// <summary>Whether a change on the way would have shown. False only for the obsolete form that
    /// <see cref="OpenPgpPolicy.ReadsUnprotectedMessages"/> lets in (RFC 9580, section 5.7).</summary>
    public bool IsProtected { get; internal init; } = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        foreach (var item in owned)
            item.Dispose();
    }
}
