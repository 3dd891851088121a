using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>A blob as a stream to read and seek in, for the structural check.</summary>
internal sealed class BlobStream(IBlobStore blobs, BlobId blob, long length) : AsyncReadStream
{
    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length || buffer.IsEmpty)
            return 0;
        var read = await blobs.ReadAsync(blob, Position, buffer, cancellationToken).ConfigureAwait(false);
        Position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };
}
