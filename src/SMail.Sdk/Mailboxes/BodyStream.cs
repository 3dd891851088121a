using System.Security.Cryptography;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>The body of an entry, fetched as it is read and hashed on the way. Read once, from start to end.</summary>
internal sealed class BodyStream(MailboxEntry entry, Func<long, int, CancellationToken, ValueTask<SealedChunk>> readRange) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> chunk = entry.Body?.Bytes ?? default;
    private long fetched = entry.Body?.Bytes.Length ?? 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>SHA-256 of what was read.</summary>
    public byte[] GetHash() => hash.GetCurrentHash();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (chunk.IsEmpty && fetched < entry.BodyLength)
        {
            chunk = (await readRange(fetched, (int)Math.Min(SealedChunk.MaxBytes, entry.BodyLength - fetched), cancellationToken).ConfigureAwait(false)).Bytes;
            fetched += chunk.Length;
        }

        var count = Math.Min(buffer.Length, chunk.Length);
        chunk[..count].CopyTo(buffer);
        hash.AppendData(chunk.Span[..count]);
        chunk = chunk[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }
}
