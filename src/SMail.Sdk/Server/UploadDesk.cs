using SMail.OpenPgp;
using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Takes bodies that are too large for a record, or open. Keeps no state of its own: the blob is the upload.</summary>
internal sealed class UploadDesk(ServerContext context, OpenBody openBodies)
{
    private IBlobStore Blobs => context.Storage.Blobs;

    private DateTimeOffset Lease => context.Now + context.Options.UploadTime;

    public static Upload Begin() => new(Id.Generate<BlobId>());

    public async ValueTask<Done> PutSealedAsync(PutSealedChunkRequest request, CancellationToken cancellationToken)
    {
        if (request.Chunk is null || request.Chunk.Bytes.Length is 0 or > SealedChunk.MaxBytes || request.Offset < 0)
            throw new SMailException(SMailError.InvalidRequest, "A piece of a sealed body is empty or too large.");
        CheckSize(request.Offset + request.Chunk.Bytes.Length);
        await Blobs.AppendAsync(request.Blob, request.Offset, request.Chunk, Lease, cancellationToken).ConfigureAwait(false);
        return Done.Value;
    }

    public async ValueTask<Done> PutOpenAsync(PutOpenChunkRequest request, CancellationToken cancellationToken)
    {
        using var piece = request.Piece;
        if (piece is null)
            throw new SMailException(SMailError.InvalidRequest, "The piece is missing.");
        CheckSize((long)request.Index * OpenMessage.PieceBytes);
        await openBodies.WriteAsync(request.Blob, request.Index, piece, Lease, cancellationToken).ConfigureAwait(false);
        return Done.Value;
    }

    public async ValueTask<Done> CompleteAsync(CompleteUploadRequest request, CancellationToken cancellationToken)
    {
        CheckSize(request.Length);
        var length = request.IsOpen ? OpenBody.StoredLength(request.Length) : request.Length;
        await Blobs.CompleteAsync(request.Blob, length, cancellationToken).ConfigureAwait(false);
        var isWhole = request.IsOpen
            ? await IsOpenBodyAsync(request.Blob, cancellationToken).ConfigureAwait(false)
            : await IsSealedBodyAsync(request.Blob, length, cancellationToken).ConfigureAwait(false);
        if (isWhole)
            return Done.Value;
        await Blobs.DiscardAsync(request.Blob, cancellationToken).ConfigureAwait(false);
        throw new SMailException(SMailError.InvalidRequest, "The upload is not what it was said to be: one sealed packet, or the pieces of an open body.");
    }

    // Read to its end: what was put in another way than piece by piece was never encrypted.
    private async ValueTask<bool> IsOpenBodyAsync(BlobId blob, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in openBodies.ReadAsync(blob, cancellationToken).ConfigureAwait(false))
            {
            }

            return true;
        }
        catch (StorageException e) when (e.Code == StorageError.Corrupt)
        {
            return false;
        }
    }

    /// <summary>Whether a complete blob is one sealed packet; asked again at submission, because an open blob is none.</summary>
    public async ValueTask<bool> IsSealedBodyAsync(BlobId blob, long length, CancellationToken cancellationToken)
    {
        if (await Blobs.FindAsync(blob, cancellationToken).ConfigureAwait(false) is not { IsComplete: true } info || info.Length != length)
            return false;
        using var stream = new BlobStream(Blobs, blob, length);
        return await Pgp.InspectSealedAsync(stream, cancellationToken).ConfigureAwait(false) == SealedKind.Body;
    }

    private void CheckSize(long length)
    {
        // Sealing adds a little; the plaintext's limit is the client's to keep.
        if (length < 0 || length > context.Options.MaxMessageBytes + (context.Options.MaxMessageBytes / 8) + 65536)
            throw new SMailException(SMailError.MessageTooLarge, $"A message has at most {context.Options.MaxMessageBytes} bytes.");
    }
}
