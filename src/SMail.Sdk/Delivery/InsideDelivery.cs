using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Puts a sealed message into a mailbox of this system. Doing it again changes nothing, not even after the recipient deleted it.</summary>
internal sealed class InsideDelivery(ServerContext context, BlobHolds holds, Confirmation confirmation)
{
    public async ValueTask<RecipientState> DeliverAsync(AccountId sender, OutboxRow row, SealedCopy copy, StoredEntry holder, CancellationToken cancellationToken)
    {
        var directory = await context.Storage.Directory.FindAsync(row.Recipient, cancellationToken).ConfigureAwait(false);
        if (directory is not { Status: DirectoryStatus.Active, Account: var account } || !await confirmation.TakesMailAsync(account, cancellationToken).ConfigureAwait(false))
            return new RecipientState(row.Recipient, DeliveryStatus.Rejected, "There is no such mailbox.");

        var id = DeliveryIds.Entry(sender, row.Submission, row.Recipient);
        var entry = new EntryRow { Submission = row.Submission, Sender = row.Sender, Received = context.Now, Body = holder.Entry.Body, Copy = copy };
        var commit = new PartitionCommit(
            DeliveryIds.Delivery(sender, row.Submission, row.Recipient),
            [new PutRow(StoredEntry.ToRow(id, entry, (int)MailFolder.Inbox, holder.Content), Precondition.SkipIfPresent)]);
        await context.Storage.Accounts.CommitAsync(account, commit, cancellationToken).ConfigureAwait(false);
        // The sender's own hold keeps the blob until this one is taken.
        if (holder.Entry.Body.Blob is { } blob)
            await holds.TakeAsync(new BlobReference(blob, account, id), cancellationToken).ConfigureAwait(false);
        return new RecipientState(row.Recipient, DeliveryStatus.Delivered, null);
    }
}
