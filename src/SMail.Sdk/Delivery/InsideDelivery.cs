using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Delivery;

/// <summary>Puts a sealed message into a mailbox of this system. Doing it again changes nothing, not even after the recipient deleted it.</summary>
internal sealed class InsideDelivery(ServerContext context, MailboxFinder mailboxes, BlobHolds holds)
{
    public async ValueTask<DeliveryOutcome> DeliverAsync(AccountId sender, OutboxRow row, SealedCopy copy, StoredEntry holder, CancellationToken cancellationToken)
    {
        var mailbox = await mailboxes.FindAsync(row.Recipient, cancellationToken).ConfigureAwait(false);
        if (mailbox is not { State: MailboxState.Open or MailboxState.Held })
            return new DeliveryOutcome(DeliveryStatus.Rejected, "There is no such mailbox.") { Code = new EnhancedStatus(5, 1, 1) };
        if (mailbox.State == MailboxState.Held)
            return new DeliveryOutcome(DeliveryStatus.Queued, "The mailbox is closed for now.") { Code = new EnhancedStatus(4, 2, 1) };

        // By the account's own address: who is written to under two names has the message once.
        var (account, owner) = (mailbox.Owner.Account, mailbox.Owner.Address);
        var id = DeliveryIds.Entry(sender, row.Submission, owner);
        var entry = new EntryRow { Submission = row.Submission, Sender = row.Sender, Received = context.Now, Body = holder.Entry.Body, Copy = copy };
        var commit = new PartitionCommit(
            DeliveryIds.Delivery(sender, row.Submission, owner),
            [new PutRow(StoredEntry.ToRow(id, entry, (int)MailFolder.Inbox, holder.Content), Precondition.SkipIfPresent)]);
        await context.Storage.Accounts.CommitAsync(account, commit, cancellationToken).ConfigureAwait(false);
        // The sender's own hold keeps the blob until this one is taken.
        if (holder.Entry.Body.Blob is { } blob && await HasAsync(account, id, blob, cancellationToken).ConfigureAwait(false))
            await holds.TakeAsync(new BlobReference(blob, account, id), cancellationToken).ConfigureAwait(false);
        return new DeliveryOutcome(DeliveryStatus.Delivered, null);
    }

    // The entry may be that of another body of this submission, which came under another name.
    private async ValueTask<bool> HasAsync(AccountId account, EntryId id, BlobId blob, CancellationToken cancellationToken) =>
        await StoredEntry.FindAsync(context.Storage.Accounts, account, id, cancellationToken).ConfigureAwait(false) is { } stored && stored.Entry.Body.Blob == blob;
}
