using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>One try at one delivery, and what it leaves in the sender's rows.</summary>
internal sealed class DeliveryWork(ServerContext context, InsideDelivery inside, OutsideDelivery outside, BlobHolds holds)
{
    private const int MaxReason = 200;

    private IAccountStore Accounts => context.Storage.Accounts;

    public async ValueTask DeliverAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var row = RowCodec.Decode(leased.Stored.Row.Value, RowJson.Default.OutboxRow);
        var isOver = context.Now - row.Since >= context.Options.DeliveryTime;
        RecipientState state;
        try
        {
            state = await TryAsync(leased.Account, row, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException) when (isOver)
        {
            state = new RecipientState(row.Recipient, DeliveryStatus.Queued, "The message could not be read any more.");
        }

        if (state.Status == DeliveryStatus.Queued && isOver)
            state = state with { Status = DeliveryStatus.Rejected };
        await FinishAsync(leased, row, state with { Reason = Clean(state.Reason) }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RecipientState> TryAsync(AccountId account, OutboxRow row, CancellationToken cancellationToken)
    {
        var holder = await FindAsync(account, row.Holder, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException(StorageError.Corrupt, "A delivery has lost its body.");
        // The submission takes these holds; after a crash in between, they are taken here. The Sent copy's may be no delivery's own.
        var sent = DeliveryIds.Holder(account, row.Submission, 0);
        await HoldAsync(account, holder, cancellationToken).ConfigureAwait(false);
        if (row.Holder != sent && await FindAsync(account, sent, cancellationToken).ConfigureAwait(false) is { } copyOfSender)
            await HoldAsync(account, copyOfSender, cancellationToken).ConfigureAwait(false);
        return row.Copy is { } copy
            ? await inside.DeliverAsync(account, row, copy, holder, cancellationToken).ConfigureAwait(false)
            : await outside.DeliverAsync(row, holder, cancellationToken).ConfigureAwait(false);
    }

    // What can't be read is as good as gone: it must not keep the other rows from their end.
    private async ValueTask<StoredEntry?> FindAsync(AccountId account, EntryId id, CancellationToken cancellationToken)
    {
        try
        {
            return await StoredEntry.FindAsync(Accounts, account, id, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e) when (e.Code == StorageError.Corrupt)
        {
            return null;
        }
    }

    private async ValueTask HoldAsync(AccountId account, StoredEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Entry.Body.Blob is { } blob)
            await holds.TakeAsync(new BlobReference(blob, account, entry.Id), cancellationToken).ConfigureAwait(false);
    }

    // The outbox row, the body's holder and the Sent copy change in one commit; whoever lost the lease changes nothing.
    private async ValueTask FinishAsync(LeasedRow leased, OutboxRow row, RecipientState state, CancellationToken cancellationToken)
    {
        var outboxKey = leased.Stored.Row.Key;
        var sentId = DeliveryIds.Holder(leased.Account, row.Submission, 0);
        var isFinal = state.Status != DeliveryStatus.Queued;
        while (true)
        {
            var writes = new List<RowWrite> { isFinal ? new DeleteRow(outboxKey, Precondition.Version(leased.Stored.Version)) : Reschedule(leased, row) };
            var holder = await FindAsync(leased.Account, row.Holder, cancellationToken).ConfigureAwait(false);
            var sent = row.Holder == sentId ? null : await FindAsync(leased.Account, sentId, cancellationToken).ConfigureAwait(false);
            var isLast = false;
            if (holder is not null)
            {
                var entry = holder.Entry with { Waiting = holder.Entry.Waiting - (isFinal ? 1 : 0), Recipients = Update(holder.Entry.Recipients, state) };
                isLast = holder.IsHidden && entry.Waiting <= 0;
                writes.AddRange(isLast ? holder.Remove(context.Now + context.Options.DeliveryLease) : [holder.Replace(entry, holder.Group)]);
            }

            if (sent is not null)
                writes.Add(sent.Replace(sent.Entry with { Recipients = Update(sent.Entry.Recipients, state) }, sent.Group));

            var result = await Accounts.CommitAsync(leased.Account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false);
            if (result is not Conflict conflict)
            {
                if (isLast && holder?.Entry.Body.Blob is { } blob)
                    await holds.ReleaseAsync(new BlobReference(blob, leased.Account, row.Holder), cancellationToken).ConfigureAwait(false);
                return;
            }

            if (conflict.Rows.Contains(outboxKey))
                return;
        }
    }

    private PutRow Reschedule(LeasedRow leased, OutboxRow row)
    {
        var wait = TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Min(row.Attempts, 10))));
        var again = RowCodec.Encode(row with { Attempts = row.Attempts + 1 }, RowJson.Default.OutboxRow);
        return new PutRow(leased.Stored.Row with { Value = again, Due = context.Now + wait }, Precondition.Version(leased.Stored.Version));
    }

    private static RecipientState[] Update(IReadOnlyList<RecipientState> states, RecipientState state) =>
        [.. states.Select(old => old.Recipient == state.Recipient ? state : old)];

    // Another server wrote it: a line of text, and not a long one.
    private static string? Clean(string? reason) => reason is null
        ? null
        : string.Concat(reason.EnumerateRunes().Take(MaxReason).Select(rune => System.Text.Rune.IsControl(rune) ? " " : rune.ToString()));
}
