using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Takes and gives up an entry's hold on a blob, so that whatever happens in between, a blob lives exactly as long as an entry names it.</summary>
internal sealed class BlobHolds(IMailStorage storage)
{
    /// <summary>Holds the blob for an entry that was just written; doing it again changes nothing.</summary>
    /// <remarks>If the entry went meanwhile, its hold may have been given up before it was taken, so it is looked at once more.</remarks>
    public async ValueTask TakeAsync(BlobReference reference, CancellationToken cancellationToken)
    {
        await storage.Blobs.AddReferenceAsync(reference, cancellationToken).ConfigureAwait(false);
        if (await storage.Accounts.FindAsync(reference.Account, StoredEntry.KeyOf(reference.Entry), cancellationToken).ConfigureAwait(false) is null)
            await DropAsync(reference, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up the hold of an entry that is gone, then the work row that says so.</summary>
    public async ValueTask ReleaseAsync(BlobReference reference, CancellationToken cancellationToken)
    {
        await DropAsync(reference, cancellationToken).ConfigureAwait(false);
        var done = new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(new RowKey(RowKind.Unreference, reference.Entry.Value), Precondition.None)]);
        await storage.Accounts.CommitAsync(reference.Account, done, cancellationToken).ConfigureAwait(false);
    }

    // At once, not when its lease ends: open mail is to be gone after its final result.
    private async ValueTask DropAsync(BlobReference reference, CancellationToken cancellationToken)
    {
        await storage.Blobs.RemoveReferenceAsync(reference, cancellationToken).ConfigureAwait(false);
        await storage.Blobs.DiscardAsync(reference.Blob, cancellationToken).ConfigureAwait(false);
    }
}
