namespace SMail.OpenPgp.Tests.Support;

/// <summary>A stream that cannot seek and hands out its bytes in pieces of the sizes given, over and over.</summary>
internal sealed class TrickleStream(byte[] bytes, params int[] sizes) : Stream
{
    private int position;
    private int reads;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var size = sizes.Length == 0 ? 1 : Math.Max(1, sizes[reads++ % sizes.Length]);
        var count = Math.Min(Math.Min(size, buffer.Length), bytes.Length - position);
        bytes.AsSpan(position, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
