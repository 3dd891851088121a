using Microsoft.Extensions.Logging;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Delivery;

/// <summary>One try at deliveries of one body: inside to their mailboxes, or outside to the recipients of one destination.</summary>
internal sealed partial class DeliveryWork(ServerContext context, InsideDelivery inside, OutsideDelivery outside, BlobHolds holds, DeliveryEnd end)
{
    private static readonly TimeSpan FinishTime = TimeSpan.FromSeconds(30);

    /// <param name="leased">Rows of one account and one body, all inside or all outside.</param>
    /// <param name="destination">Where those outside go; null for those inside.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="stopping">Ends the work because its host stops: then nothing is written.</param>
    public async ValueTask DeliverAsync(IReadOnlyList<LeasedRow> leased, string? destination, CancellationToken cancellationToken, CancellationToken stopping)
    {
        var account = leased[0].Account;
        var rows = leased.Select(row => RowCodec.Decode(row.Stored.Row.Value, RowJson.Default.OutboxRow)).ToList();
        IReadOnlyList<DeliveryOutcome?> outcomes;
        try
        {
            outcomes = await TryAsync(account, rows, destination, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException) when (rows.Any(IsOver))
        {
            outcomes = [.. rows.Select(row => IsOver(row) ? new DeliveryOutcome(DeliveryStatus.Queued, "The message could not be read any more.") : null)];
        }

        // The lease ends, not the host: a try like any other, or a slow server would be asked again at once and for ever.
        catch (OperationCanceledException) when (destination is not null && cancellationToken.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            outcomes = [.. rows.Select(_ => new DeliveryOutcome(DeliveryStatus.Queued, "There was not enough time.") { Code = new EnhancedStatus(4, 4, 7) })];
        }

        var tried = leased.Select((row, i) => outcomes[i] is { } outcome ? new TriedDelivery(row, rows[i], outcome.Status == DeliveryStatus.Queued && IsOver(rows[i]) ? outcome.GiveUp() : outcome) : null);
        // In a time of its own: what is known of a recipient must not be lost because the lease is over. Whoever has the lease now wins all the same.
        using var limit = new CancellationTokenSource(FinishTime, context.Clock);
        await end.FinishAsync(account, [.. tried.OfType<TriedDelivery>()], limit.Token).ConfigureAwait(false);
    }

    private bool IsOver(OutboxRow row) => context.Now - row.Since >= context.Options.DeliveryTime;

    private async ValueTask<IReadOnlyList<DeliveryOutcome?>> TryAsync(AccountId account, List<OutboxRow> rows, string? destination, CancellationToken cancellationToken)
    {
        var first = rows[0];
        var holder = await end.FindAsync(account, first.Holder, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException(StorageError.Corrupt, "A delivery has lost its body.");
        // The submission takes these holds; after a crash in between, they are taken here. The Sent copy's may be no delivery's own.
        var sent = DeliveryIds.Holder(account, first.Submission, 0);
        await HoldAsync(account, holder, cancellationToken).ConfigureAwait(false);
        if (first.Holder != sent && await end.FindAsync(account, sent, cancellationToken).ConfigureAwait(false) is { } copyOfSender)
            await HoldAsync(account, copyOfSender, cancellationToken).ConfigureAwait(false);
        if (destination is not null)
            return await outside.DeliverAsync(destination, rows, holder, cancellationToken).ConfigureAwait(false);
        var outcomes = new List<DeliveryOutcome?>(rows.Count);
        foreach (var row in rows)
            outcomes.Add(await DeliverInsideAsync(account, row, holder, cancellationToken).ConfigureAwait(false));
        return outcomes;
    }

    // One mailbox's fault leaves its row as it is, to be due again when the lease ends; the others go on.
    private async ValueTask<DeliveryOutcome?> DeliverInsideAsync(AccountId account, OutboxRow row, StoredEntry holder, CancellationToken cancellationToken)
    {
        try
        {
            return await inside.DeliverAsync(account, row, row.Copy!, holder, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            LogFault(context.Logger, e.Code);
            return IsOver(row) ? new DeliveryOutcome(DeliveryStatus.Queued, "The mailbox could not be reached.") : null;
        }
    }

    private async ValueTask HoldAsync(AccountId account, StoredEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Entry.Body.Blob is { } blob)
            await holds.TakeAsync(new BlobReference(blob, account, entry.Id), cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 45, Level = LogLevel.Warning, Message = "A delivery inside failed in storage: {Code}; it is tried again.")]
    private static partial void LogFault(ILogger logger, StorageError code);
}
