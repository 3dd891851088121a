namespace SMail.OpenPgp.IO;

/// <summary>Makes a forward-only source seekable: it starts over to go back, and reads on to go forward.</summary>
internal sealed class ReplayStream(Func<Stream> open, long length) : ReadOnlyStream
{
    private const int SkipSize = 16 * 1024;

    private Stream? source;
    private long sourcePosition;
    private long position;
    private bool disposed;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (buffer.IsEmpty || position >= length)
            return 0;
        MoveSource();
        var count = source!.Read(buffer);
        position = sourcePosition += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var target = checked(offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => position, _ => length });
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        return position = target;
    }

    private void MoveSource()
    {
        if (source is null || sourcePosition > position)
        {
            source?.Dispose();
            source = open();
            sourcePosition = 0;
        }
        Span<byte> skipped = stackalloc byte[SkipSize];
        while (sourcePosition < position)
        {
            var count = source.Read(skipped[..(int)Math.Min(SkipSize, position - sourcePosition)]);
            if (count == 0)
                throw new EndOfStreamException();
            sourcePosition += count;
        }
        skipped.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
            source?.Dispose();
        disposed = true;
        base.Dispose(disposing);
    }
}
