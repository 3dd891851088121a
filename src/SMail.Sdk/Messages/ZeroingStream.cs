using System.Buffers;
using System.Security.Cryptography;

namespace SMail.Sdk.Messages;

/// <summary>A memory stream for plaintext, in pooled buffers: outgrown ones are zeroed before they go back, and the last one on disposal.</summary>
internal sealed class ZeroingStream(int capacity = 4096) : Stream
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(capacity);
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

    /// <summary>A copy of some bytes, to be read from their start.</summary>
    public static ZeroingStream Of(ReadOnlySpan<byte> bytes)
    {
        var stream = new ZeroingStream(bytes.Length);
        stream.Write(bytes);
        stream.Position = 0;
        return stream;
    }

    /// <summary>Another reader of what was written; to be left before this is disposed.</summary>
    public MemoryStream OpenRead() => new(buffer, 0, (int)length, writable: false, publiclyVisible: true);

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

    // Memory never waits; the base class would send each call to another thread.
    public override ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(destination.Span));

    public override Task<int> ReadAsync(byte[] destination, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(destination.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Write(source.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] source, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(source.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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
        GiveBack([]);
        (length, position) = (0, 0);
        base.Dispose(disposing);
    }

    private void Grow(long needed)
    {
        if (needed <= buffer.Length)
            return;
        if (needed > Array.MaxLength)
            throw new SMailException(SMailError.MessageTooLarge, "The message does not fit into memory.");
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, buffer.Length * 2L)));
        buffer.AsSpan(0, (int)length).CopyTo(larger);
        GiveBack(larger);
    }

    // What was never written needs no zeroing.
    private void GiveBack(byte[] next)
    {
        var before = Interlocked.Exchange(ref buffer, next);
        if (before.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(before.AsSpan(0, (int)length));
        ArrayPool<byte>.Shared.Return(before);
    }
}
