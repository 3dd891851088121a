using System.Security.Cryptography;

namespace SMail.Benchmarks.Engine;

/// <summary>As many random bytes as wanted, without holding them: one block again and again.</summary>
internal sealed class RepeatedStream(long length) : Stream
{
    private readonly byte[] block = RandomNumberGenerator.GetBytes(1 << 20);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var at = (int)(Position % block.Length);
        var count = (int)Math.Min(Math.Min(buffer.Length, block.Length - at), length - Position);
        block.AsSpan(at, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }
}
