using System.Security.Cryptography;

namespace SMail.Sdk.Messages;

/// <summary>A memory stream for plaintext: outgrown buffers are zeroed, and the last one on disposal.</summary>
internal sealed class ZeroingStream(int capacity = 4096) : Stream
{
    private byte[] buffer = new byte[capacity];
    private long length;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => position = value is >= 0 && value <= length ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, (int)length);

    public override int Read(Span<byte> destination)
    {
        var count = (int)Math.Min(destination.Length, length - position);
        buffer.AsSpan((int)position, count).CopyTo(destination);
        position += count;
        return count;
    }

    public override int Read(byte[] destination, int offset, int count) => Read(destination.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> source)
    {
        Grow(position + source.Length);
        source.CopyTo(buffer.AsSpan((int)position));
        position += source.Length;
        length = Math.Max(length, position);
    }

    public override void Write(byte[] source, int offset, int count) => Write(source.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(buffer);
        (length, position) = (0, 0);
        base.Dispose(disposing);
    }

    private void Grow(long needed)
    {
        if (needed <= buffer.Length)
            return;
        if (needed > Array.MaxLength)
            throw new SMailException(SMailError.MessageTooLarge, "The message does not fit into memory.");
        var larger = new byte[(int)Math.Min(Array.MaxLength, Math.Max(needed, buffer.Length * 2L))];
        buffer.AsSpan(0, (int)length).CopyTo(larger);
        CryptographicOperations.ZeroMemory(buffer);
        buffer = larger;
    }
}
