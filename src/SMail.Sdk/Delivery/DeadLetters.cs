using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Open mail that could not be delivered and is kept for a while: listed, sent again, or gone when its time is over.</summary>
internal sealed class DeadLetters(ServerContext context, BlobHolds holds)
{
    /// <summary>The row that keeps a delivery which failed.</summary>
    public static Row ToRow(Guid id, DeadLetterRow row, DateTimeOffset now, TimeSpan time) =>
        new(KeyOf(id), RowCodec.Encode(row, RowJson.Default.DeadLetterRow)) { Order = now.UtcTicks, Due = now + time };

    /// <summary>A page of an account's dead letters, the newest first.</summary>
    public async ValueTask<Page<DeadLetter>> ListAsync(AccountId account, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var page = await context.Storage.Messages.ListAsync(account, RowKind.DeadLetter, 0, cursor, limit, cancellationToken).ConfigureAwait(false);
        return new Page<DeadLetter>([.. page.Items.Select(ToLetter)], page.Next);
    }

    /// <summary>Puts a dead letter back into the outbox, with all its time before it.</summary>
    /// <returns>False where it is not there any more.</returns>
    public async ValueTask<bool> ReplayAsync(AccountId account, Guid id, CancellationToken cancellationToken)
    {
        while (await context.Storage.Accounts.FindAsync(account, KeyOf(id), cancellationToken).ConfigureAwait(false) is { } stored)
        {
            var row = RowCodec.Decode(stored.Row.Value, RowJson.Default.DeadLetterRow).Delivery;
            var again = row with { Attempts = 0, IsWarned = false, Since = context.Now };
            var writes = new List<RowWrite>
            {
                new DeleteRow(stored.Row.Key, Precondition.Version(stored.Version)),
                new PutRow(new Row(new RowKey(RowKind.Outbox, id), RowCodec.Encode(again, RowJson.Default.OutboxRow)) { Due = context.Now }, Precondition.Absent),
            };
            if (await StoredEntry.FindAsync(context.Storage.Accounts, account, DeliveryIds.Holder(account, row.Submission, 0), cancellationToken).ConfigureAwait(false) is { } sent)
                writes.Add(sent.Replace(sent.Entry with { Recipients = [.. sent.Entry.Recipients.Select(state => state.Recipient == row.Recipient ? new RecipientState(row.Recipient, DeliveryStatus.Queued, null) : state)] }, sent.Group));
            if (await CommitAsync(account, writes, cancellationToken).ConfigureAwait(false))
                return true;
        }

        return false;
    }

    /// <summary>Ends a dead letter whose time is over; the last one of a body takes the body with it.</summary>
    public async ValueTask EndAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var row = RowCodec.Decode(leased.Stored.Row.Value, RowJson.Default.DeadLetterRow).Delivery;
        var writes = new List<RowWrite> { new DeleteRow(leased.Stored.Row.Key, Precondition.Version(leased.Stored.Version)) };
        var holder = await StoredEntry.FindAsync(context.Storage.Accounts, leased.Account, row.Holder, cancellationToken).ConfigureAwait(false);
        var isLast = holder is { IsHidden: true, Entry.Waiting: <= 1 };
        if (holder is not null)
            writes.AddRange(isLast ? holder.Remove(context.Now + context.Options.DeliveryLease) : [holder.Replace(holder.Entry with { Waiting = holder.Entry.Waiting - 1 }, holder.Group)]);
        // A conflict leaves it due again when the lease ends.
        if (await CommitAsync(leased.Account, writes, cancellationToken).ConfigureAwait(false) && isLast && holder!.Entry.Body.Blob is { } blob)
            await holds.ReleaseAsync(new BlobReference(blob, leased.Account, row.Holder), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> CommitAsync(AccountId account, List<RowWrite> writes, CancellationToken cancellationToken) =>
        await context.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false) is not Conflict;

    private static RowKey KeyOf(Guid id) => new(RowKind.DeadLetter, id);

    private static DeadLetter ToLetter(StoredRow stored)
    {
        var (row, reason) = RowCodec.Decode(stored.Row.Value, RowJson.Default.DeadLetterRow);
        return new DeadLetter(stored.Row.Key.Id, row.Sender, row.Recipient, row.Since, row.Attempts, reason, stored.Row.Due ?? row.Since);
    }
}
