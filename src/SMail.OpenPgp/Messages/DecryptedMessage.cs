namespace SMail.OpenPgp;

/// <summary>A message that was checked to its end. Its plaintext is zeroed on disposal.</summary>
public sealed class DecryptedMessage : IDisposable
{
    internal DecryptedMessage() { }

    /// <summary>The plaintext, readable from its start, seekable.</summary>
    public Stream Content => throw new NotSupportedException();

    /// <summary>One verdict per signature; empty for an unsigned message.</summary>
    public IReadOnlyList<SignatureVerdict> Signatures => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotSupportedException();
}
