using Microsoft.Extensions.Logging;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Works off what is due: deliveries, inside and outside, and blob references to remove. Every step may be done again.</summary>
internal sealed partial class OutboxPump(ServerContext context, InsideDelivery inside, OutsideDelivery outside)
{
    private const int BatchSize = 50;

    private IAccountStore Accounts => context.Storage.Accounts;

    /// <summary>Works until nothing is due.</summary>
    /// <returns>How many rows were worked on.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        for (var count = 0; ;)
        {
            var leased = await context.Storage.Outbox.LeaseAsync(context.Options.DeliveryLease, BatchSize, cancellationToken).ConfigureAwait(false);
            if (leased.Count == 0)
                return count;
            foreach (var row in leased)
                await WorkAsync(row, cancellationToken).ConfigureAwait(false);
            count += leased.Count;
        }
    }

    /// <summary>Works on rows the caller holds a lease of. A fault leaves the row as it is, to be due again when its lease ends.</summary>
    public async Task WorkAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        try
        {
            if (leased.Stored.Row.Key.Kind == RowKind.Outbox)
                await DeliverAsync(leased, cancellationToken).ConfigureAwait(false);
            else
                await UnreferenceAsync(leased, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // one row's fault must not stop the others; it is logged and tried again
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFault(context.Logger, leased.Stored.Row.Key.Kind, e.GetType().Name, e is StorageException s ? s.Code.ToString() : "");
        }
    }

    private async ValueTask DeliverAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var row = RowCodec.Decode(leased.Stored.Row.Value, RowJson.Default.OutboxRow);
        var holder = await StoredEntry.FindAsync(Accounts, leased.Account, row.Holder, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException(StorageError.Corrupt, "A delivery has lost its body.");
        if (holder.Entry.Body.Blob is { } blob)
            await context.Storage.Blobs.AddReferenceAsync(new BlobReference(blob, leased.Account, row.Holder), cancellationToken).ConfigureAwait(false);

        var state = row.Copy is { } copy
            ? await inside.DeliverAsync(leased.Account, row, copy, holder, cancellationToken).ConfigureAwait(false)
            : await outside.DeliverAsync(row, holder, cancellationToken).ConfigureAwait(false);
        if (state.Status == DeliveryStatus.Queued && context.Now - row.Since >= context.Options.DeliveryTime)
            state = state with { Status = DeliveryStatus.Rejected };
        await FinishAsync(leased, row, state, cancellationToken).ConfigureAwait(false);
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
            var holder = await StoredEntry.FindAsync(Accounts, leased.Account, row.Holder, cancellationToken).ConfigureAwait(false);
            var sent = row.Holder == sentId ? null : await StoredEntry.FindAsync(Accounts, leased.Account, sentId, cancellationToken).ConfigureAwait(false);
            var isLast = false;
            if (holder is not null)
            {
                var entry = holder.Entry with { Waiting = holder.Entry.Waiting - (isFinal ? 1 : 0), Recipients = Update(holder.Entry.Recipients, state) };
                isLast = holder.IsHidden && entry.Waiting <= 0;
                writes.AddRange(isLast ? holder.Remove(context.Now) : [holder.Replace(entry, holder.Group)]);
            }

            if (sent is not null)
                writes.Add(sent.Replace(sent.Entry with { Recipients = Update(sent.Entry.Recipients, state) }, sent.Group));

            var result = await Accounts.CommitAsync(leased.Account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false);
            if (result is not Conflict conflict)
            {
                if (isLast && holder?.Entry.Body.Blob is { } blob)
                    await ReleaseAsync(leased.Account, new UnreferenceRow(blob, row.Holder), cancellationToken).ConfigureAwait(false);
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

    private async ValueTask UnreferenceAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var row = RowCodec.Decode(leased.Stored.Row.Value, RowJson.Default.UnreferenceRow);
        await ReleaseAsync(leased.Account, row, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of a blob and deletes it when nobody else holds it, then the work row.</summary>
    public async ValueTask ReleaseAsync(AccountId account, UnreferenceRow row, CancellationToken cancellationToken)
    {
        await context.Storage.Blobs.RemoveReferenceAsync(new BlobReference(row.Blob, account, row.Entry), cancellationToken).ConfigureAwait(false);
        await context.Storage.Blobs.DiscardAsync(row.Blob, cancellationToken).ConfigureAwait(false);
        var done = new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(new RowKey(RowKind.Unreference, row.Entry.Value), Precondition.None)]);
        await Accounts.CommitAsync(account, done, cancellationToken).ConfigureAwait(false);
    }

    private static RecipientState[] Update(IReadOnlyList<RecipientState> states, RecipientState state) =>
        [.. states.Select(old => old.Recipient == state.Recipient ? state : old)];

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Work on a row of kind {Kind} failed with {Fault} {Code}; it is tried again.")]
    private static partial void LogFault(ILogger logger, RowKind kind, string fault, string code);
}
