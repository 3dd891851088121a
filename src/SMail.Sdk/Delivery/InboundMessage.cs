namespace SMail.Sdk.Delivery;

/// <summary>Mail that arrived in the open, on its way to be sealed. One of the two types below the seal line that may carry plaintext.</summary>
public sealed class InboundMessage : IDisposable
{
    /// <summary>Names the message and its envelope.</summary>
    /// <param name="envelope">From and to.</param>
    /// <param name="content">RFC 5322 bytes, without the dots of transparency (RFC 5321, section 4.5.2). Read once, to its end or not at all; disposed with the message.</param>
    public InboundMessage(InboundEnvelope envelope, Stream content)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        if (envelope.Recipients is not { Count: > 0 } || envelope.Recipients.Contains(null!))
            throw new ArgumentException("A message needs recipients.", nameof(envelope));
        (Envelope, Content) = (envelope, content);
    }

    /// <summary>From and to.</summary>
    public InboundEnvelope Envelope { get; }

    /// <summary>The message.</summary>
    public Stream Content { get; }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => Content.Dispose();

    /// <summary>Never the content.</summary>
    public override string ToString() => "[inbound message]";
}

/// <summary>The envelope of a message that arrives (RFC 5321, section 2.3.1).</summary>
/// <param name="Sender">The reverse path without its angle brackets; null for the empty one.</param>
/// <param name="Recipients">The forward paths without angle brackets; at least one.</param>
public sealed record InboundEnvelope(string? Sender, IReadOnlyList<string> Recipients)
{
    /// <summary>Whether it comes from the mail server in front, whose word counts: its Authentication-Results (RFC 8601) stay.</summary>
    /// <value>The default is false: results that claim to be ours are removed.</value>
    public bool IsTrusted { get; init; }

    /// <summary>Who handed it over, for the Received field (RFC 5321, section 4.4); null where that is not known.</summary>
    public string? Client { get; init; }
}
