namespace SMail.Sdk.Delivery;

/// <summary>A message that comes in: its rewritten header, then the rest as it comes, up to a size.</summary>
internal sealed class InboundStream(ReadOnlyMemory<byte> head, Stream rest, long maxBytes) : AsyncReadStream
{
    private ReadOnlyMemory<byte> head = head;
    private long read;

    /// <exception cref="SMailException"><see cref="SMailError.MessageTooLarge"/>.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!head.IsEmpty)
        {
            var copied = Math.Min(buffer.Length, head.Length);
            head[..copied].CopyTo(buffer);
            head = head[copied..];
            return copied;
        }

        var count = await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        read += count;
        return read <= maxBytes ? count : throw new SMailException(SMailError.MessageTooLarge, "The message is too large.");
    }
}
