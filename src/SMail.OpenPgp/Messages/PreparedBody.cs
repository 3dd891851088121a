namespace SMail.OpenPgp;

/// <summary>A message whose key packets are made and whose body is not (RFC 9580, section 10.3). It holds the session key until it is disposed.</summary>
public sealed class PreparedBody : IDisposable
{
    private readonly MessageWriter writer;
    private int isWritten;

    internal PreparedBody(MessageWriter writer, IReadOnlyList<KeyPacket> keyPackets) => (this.writer, KeyPackets) = (writer, keyPackets);

    /// <summary>One key packet per recipient, in the order of the recipients.</summary>
    public IReadOnlyList<KeyPacket> KeyPackets { get; }

    /// <summary>Signs and encrypts the plaintext: <paramref name="body"/> receives exactly one SEIPD packet. Once only: a session key is for one message.</summary>
    /// <exception cref="InvalidOperationException">It was written before.</exception>
    public Task WriteAsync(Stream plaintext, Stream body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        ArgumentNullException.ThrowIfNull(body);
        if (Interlocked.Exchange(ref isWritten, 1) != 0)
            throw new InvalidOperationException("A session key is for one message; prepare another body.");
        return writer.WriteBodyAsync(plaintext, body, cancellationToken);
    }

    /// <summary>Zeroes the session key.</summary>
    public void Dispose() => writer.Dispose();
}
