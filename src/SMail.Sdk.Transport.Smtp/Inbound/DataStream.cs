using System.Buffers;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>The message that follows <c>DATA</c>, as it comes in; the client is read from only as fast as this is.</summary>
internal sealed class DataStream(ClientConnection client, int maxLineBytes) : Stream
{
    private const int DrainBytes = 8 * 1024;
    private readonly DotUnstuffer dots = new(maxLineBytes);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="BadMailException">The message has bytes that it must not have.</exception>
    /// <exception cref="ClientGoneException">The rest will not come.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = await ReadCoreAsync(buffer).ConfigureAwait(false);
        return dots.Fault is { } fault ? throw new BadMailException(fault) : count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads to the end of the message, whatever it holds, so that the next byte is a command's.</summary>
    /// <returns>What is wrong with the message; null for nothing.</returns>
    public async ValueTask<BadMailException?> DrainAsync()
    {
        var waste = ArrayPool<byte>.Shared.Rent(DrainBytes);
        try
        {
            while (await ReadCoreAsync(waste).ConfigureAwait(false) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(waste, clearArray: true);
        }

        return dots.Fault is { } fault ? new BadMailException(fault) : null;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls have a time limit.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> ReadCoreAsync(Memory<byte> target)
    {
        var written = 0;
        while (written == 0 && !dots.IsAtEnd && !target.IsEmpty)
        {
            var result = await client.ReadAsync().ConfigureAwait(false);
            var consumed = Unstuff(result.Buffer, target.Span, ref written);
            client.Input.AdvanceTo(consumed);
            if (result.IsCompleted && !dots.IsAtEnd && written == 0)
                throw new ClientGoneException(ClientEnd.Closed);
        }

        // What follows takes our time, not the client's.
        if (dots.IsAtEnd)
            client.Allow(Timeout.InfiniteTimeSpan);
        return written;
    }

    private SequencePosition Unstuff(in ReadOnlySequence<byte> source, Span<byte> target, ref int written)
    {
        var total = 0L;
        foreach (var piece in source)
        {
            var (read, wrote) = dots.Read(piece.Span, target[written..]);
            (total, written) = (total + read, written + wrote);
            if (read < piece.Length)
                break;
        }

        client.Credit(total);
        return source.GetPosition(total);
    }
}
