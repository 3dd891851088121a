using System.IO.Pipelines;

namespace SMail.Sdk.Delivery;

/// <summary>Reads from a stream, and lets a second reader have the same. Whoever of the two is slower is waited for; a second reader who stops is not.</summary>
internal sealed class TeeStream(Stream source, PipeWriter second) : AsyncReadStream
{
    private long position;
    private bool isEnded;

    /// <summary>How much was read.</summary>
    public override long Position { get => position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        position += count;
        if (!isEnded && count > 0)
            isEnded = (await second.WriteAsync(buffer[..count], cancellationToken).ConfigureAwait(false)).IsCompleted;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await second.CompleteAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
