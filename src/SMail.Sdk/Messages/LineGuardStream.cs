namespace SMail.Sdk.Messages;

/// <summary>Ends a message whose line, with the lines folded into it, is longer than any reader wants: a header field of many megabytes costs a parser the square of its length.</summary>
internal sealed class LineGuardStream(Stream source) : Stream
{
    /// <summary>The longest line, in bytes.</summary>
    public const int MaxLineBytes = 1 << 20;

    private long length;
    private bool isAtStart = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => source.Length;

    public override long Position { get => source.Position; set => throw new NotSupportedException(); }

    /// <exception cref="FormatException">A line is too long.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer);
        Count(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="FormatException">A line is too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Count(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Count(ReadOnlySpan<byte> read)
    {
        while (!read.IsEmpty)
        {
            if (isAtStart && read[0] is not ((byte)' ' or (byte)'\t'))
                length = 0;
            var end = read.IndexOf((byte)'\n');
            var taken = end < 0 ? read.Length : end + 1;
            (length, isAtStart) = (length + taken, end >= 0);
            if (length > MaxLineBytes)
                throw new FormatException("A line is too long.");
            read = read[taken..];
        }
    }
}
