using System.Buffers;
using System.Security.Cryptography;

namespace SMail.Sdk;

/// <summary>Takes a sealed body as it is written: a small one is kept whole, a large one goes on piece by piece, so that no second copy of it is ever whole in memory.</summary>
/// <param name="inlineBytes">The largest body that is kept, in bytes.</param>
internal abstract class SealedBodyStream(int inlineBytes) : Stream
{
    private const int FirstBytes = 16 * 1024;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] piece = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int filled;
    private long sent;

    /// <summary>The SHA-256 of the whole body; after its end.</summary>
    public byte[] Hash { get; private set; } = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => sent + filled;

    public override long Position { get => Length; set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        while (!source.IsEmpty)
        {
            if (filled == SealedChunk.MaxBytes)
                await SendAsync(cancellationToken).ConfigureAwait(false);
            var count = Math.Min(source.Length, SealedChunk.MaxBytes - filled);
            Grow(filled + count);
            source.Span[..count].CopyTo(piece.AsSpan(filled));
            filled += count;
            source = source[count..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Ends the body.</summary>
    /// <returns>The whole of it where it was kept; null where it went on in pieces.</returns>
    protected async ValueTask<SealedBytes?> EndAsync(CancellationToken cancellationToken)
    {
        if (sent == 0 && filled <= inlineBytes)
        {
            hash.AppendData(piece, 0, filled);
            Hash = hash.GetHashAndReset();
            return SealedBytes.Parse(piece.AsMemory(0, filled).ToArray());
        }

        await SendAsync(cancellationToken).ConfigureAwait(false);
        Hash = hash.GetHashAndReset();
        return null;
    }

    /// <summary>Takes a piece.</summary>
    protected abstract ValueTask PutAsync(long offset, SealedChunk chunk, CancellationToken cancellationToken);

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Where it goes may have to be waited for: use WriteAsync.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        GiveBack([]);
        base.Dispose(disposing);
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (filled == 0)
            return;
        hash.AppendData(piece, 0, filled);
        // A call that failed may still be at work with the piece, so then its buffer never goes back to be another's.
        var buffer = piece;
        piece = [];
        await PutAsync(sent, new SealedChunk(buffer.AsMemory(0, filled)), cancellationToken).ConfigureAwait(false);
        piece = buffer;
        sent += filled;
        filled = 0;
    }

    private void Grow(int needed)
    {
        if (needed <= piece.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(SealedChunk.MaxBytes, Math.Max(needed, piece.Length * 4)));
        piece.AsSpan(0, filled).CopyTo(larger);
        GiveBack(larger);
    }

    private void GiveBack(byte[] next)
    {
        var before = Interlocked.Exchange(ref piece, next);
        if (before.Length > 0)
            ArrayPool<byte>.Shared.Return(before);
    }
}
