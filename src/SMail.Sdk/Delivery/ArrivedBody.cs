using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Stores the sealed body of a message that arrived: a small one in its entries, a large one as a blob.</summary>
internal sealed class ArrivedBody(IBlobStore blobs, int inlineBytes, DateTimeOffset leaseUntil) : SealedBodyStream(inlineBytes)
{
    private readonly BlobId blob = Id.Generate<BlobId>();
    private bool isPut;

    /// <summary>Ends the body and says where it is.</summary>
    public async ValueTask<(BlobId? Blob, SealedBytes? Inline)> CompleteAsync(CancellationToken cancellationToken)
    {
        if (await EndAsync(cancellationToken).ConfigureAwait(false) is { } whole)
            return (null, whole);
        await blobs.CompleteAsync(blob, Length, cancellationToken).ConfigureAwait(false);
        return (blob, null);
    }

    /// <summary>Takes back what was stored of a message that is not taken; what fails here goes when the lease ends.</summary>
    public async ValueTask DiscardAsync()
    {
        if (!isPut)
            return;
        try
        {
            await blobs.DiscardAsync(blob, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
        }
    }

    protected override async ValueTask PutAsync(long offset, SealedChunk chunk, CancellationToken cancellationToken)
    {
        isPut = true;
        await blobs.AppendAsync(blob, offset, chunk, leaseUntil, cancellationToken).ConfigureAwait(false);
    }
}
