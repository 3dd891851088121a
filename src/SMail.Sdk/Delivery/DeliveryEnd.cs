using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>What a try leaves in the sender's rows: outbox rows, the body's holder, the Sent copy and a report to the sender change in one commit.</summary>
internal sealed partial class DeliveryEnd(ServerContext context, BlobHolds holds, ReportWriter reports)
{
    private readonly KeyedGates accounts = new(1);

    private IAccountStore Accounts => context.Storage.Accounts;

    private DeliveryOptions Options => context.Options.Delivery;

    /// <summary>Ends a try. Whoever lost the lease of a row changes nothing of it.</summary>
    public async ValueTask FinishAsync(AccountId account, IReadOnlyList<TriedDelivery> tried, CancellationToken cancellationToken)
    {
        if (tried.Count == 0)
            return;
        // One after the other: all of them write to the same Sent copy, and whoever is second would do it all again.
        using var place = await accounts.EnterAsync(account.ToString(), cancellationToken).ConfigureAwait(false);
        var holderId = tried[0].Row.Holder;
        var sentId = DeliveryIds.Holder(account, tried[0].Row.Submission, 0);
        var body = await FindAsync(account, holderId, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RowWrite> report = await reports.WriteAsync(account, tried, body, cancellationToken).ConfigureAwait(false);
        for (var own = tried; own.Count > 0;)
        {
            var writes = own.SelectMany(WritesOf).Concat(report).ToList();
            var holder = await FindAsync(account, holderId, cancellationToken).ConfigureAwait(false);
            var sent = holderId == sentId ? null : await FindAsync(account, sentId, cancellationToken).ConfigureAwait(false);
            var isLast = false;
            if (holder is not null)
            {
                var entry = holder.Entry with { Waiting = holder.Entry.Waiting - own.Count(delivery => delivery.IsFinal && !IsKept(delivery)), Recipients = Update(holder.Entry.Recipients, own) };
                isLast = holder.IsHidden && entry.Waiting <= 0;
                writes.AddRange(isLast ? holder.Remove(context.Now + context.Options.DeliveryLease) : [holder.Replace(entry, holder.Group)]);
            }

            if (sent is not null)
                writes.Add(sent.Replace(sent.Entry with { Recipients = Update(sent.Entry.Recipients, own) }, sent.Group));

            var result = await Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false);
            if (result is not Conflict conflict)
            {
                own.ToList().ForEach(Tell);
                if (isLast && holder?.Entry.Body.Blob is { } blob)
                    await holds.ReleaseAsync(new BlobReference(blob, account, holderId), cancellationToken).ConfigureAwait(false);
                return;
            }

            own = [.. own.Where(delivery => !conflict.Rows.Contains(delivery.Leased.Stored.Row.Key))];
        }
    }

    /// <summary>What can't be read is as good as gone: it must not keep the other rows from their end.</summary>
    public async ValueTask<StoredEntry?> FindAsync(AccountId account, EntryId id, CancellationToken cancellationToken)
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

    private IEnumerable<RowWrite> WritesOf(TriedDelivery delivery)
    {
        var (stored, row) = (delivery.Leased.Stored, delivery.Row);
        if (!delivery.IsFinal)
        {
            var again = row with { Attempts = row.Attempts + 1, IsWarned = row.IsWarned || reports.IsWarning(delivery) };
            yield return new PutRow(stored.Row with { Value = RowCodec.Encode(again, RowJson.Default.OutboxRow), Due = context.Now + Wait(row.Attempts) }, Precondition.Version(stored.Version));
            yield break;
        }

        yield return new DeleteRow(stored.Row.Key, Precondition.Version(stored.Version));
        if (IsKept(delivery))
            yield return new PutRow(DeadLetters.ToRow(stored.Row.Key.Id, new DeadLetterRow(row with { Attempts = row.Attempts + 1 }, delivery.Outcome.Reason), context.Now, Options.DeadLetterTime), Precondition.None);
    }

    // Only open mail: a message inside can be sent again from the Sent folder.
    private bool IsKept(TriedDelivery delivery) => Options.DeadLetterTime > TimeSpan.Zero && delivery is { Outcome.Status: DeliveryStatus.Rejected, Row.Copy: null };

    private TimeSpan Wait(int attempts)
    {
        var wait = Options.FirstRetry * Math.Pow(2, Math.Min(attempts, 20));
        if (wait > Options.LongestRetry)
            wait = Options.LongestRetry;
        // A random part, so that what failed together does not come back together.
        return wait * (1 - (RandomNumberGenerator.GetInt32(2500) / 10_000.0));
    }

    private static RecipientState[] Update(IReadOnlyList<RecipientState> states, IReadOnlyList<TriedDelivery> tried)
    {
        var news = tried.ToDictionary(delivery => delivery.Row.Recipient, delivery => delivery.State);
        return [.. states.Select(old => news.GetValueOrDefault(old.Recipient, old))];
    }

    private void Tell(TriedDelivery delivery)
    {
        try
        {
            Options.Progress?.Report(new DeliveryProgress(delivery.Row.Sender, delivery.Row.Recipient, delivery.Outcome.Status, delivery.Row.Attempts + 1));
        }
#pragma warning disable CA1031 // an application's listener must not undo a delivery
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogListener(context.Logger, e.GetType().Name);
        }
    }

    [LoggerMessage(EventId = 43, Level = LogLevel.Warning, Message = "The listener to delivery progress failed: {Fault}.")]
    private static partial void LogListener(ILogger logger, string fault);
}
