using Microsoft.Extensions.Logging;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Works off what is due, many things at once: deliveries, inside and outside, holds on blobs to take or give up, logins, devices, counts, reservations and dead letters whose time has ended, accounts that were deleted. Every step may be done again.</summary>
internal sealed partial class OutboxPump(
    ServerContext context, DeliveryWork deliveries, OutsideDelivery outside, BlobHolds holds, EntryWriter entries, DeadLetters deadLetters, ReservationSweep reservations, AccountEraser eraser)
{
    private const int BatchSize = 100;
    private const int MaxWaiting = 5000;
    // The rest of a lease is for writing down what came of a try: should another worker have the row by then, nobody would know.
    private const double TryShare = 0.9;

    /// <summary>Works until nothing is due.</summary>
    /// <returns>How many deliveries and holds were worked on; what only ended in its time is not counted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var running = new List<Task>();
        var taking = Task.CompletedTask;
        try
        {
            for (var count = 0; ;)
            {
                // Not more than can be under way before a lease ends.
                while (running.Count - outside.Waiting >= context.Options.Delivery.MaxAtOnce || running.Count >= MaxWaiting)
                    running.Remove(await Task.WhenAny(running).ConfigureAwait(false));
                var leased = await context.WithinAsync(
                    context.Options.RequestTime, token => context.Storage.Outbox.LeaseAsync(context.Options.DeliveryLease, BatchSize, token), cancellationToken).ConfigureAwait(false);
                if (leased.Count == 0 && running.Count == 0)
                    return count;
                if (leased.Count == 0)
                    running.Remove(await Task.WhenAny(running).ConfigureAwait(false));
                foreach (var work in Group(leased).OrderBy(work => work.Kind == RowKind.Unreference))
                {
                    // After a long standstill both are due, and who gives up a blob must not come before who is to hold it.
                    running.Add(work.Kind == RowKind.Unreference ? WorkAfterAsync(taking, work, cancellationToken) : WorkOnGroupAsync(work, cancellationToken));
                    if (work.Kind == RowKind.Hold)
                        taking = Task.WhenAll(taking, running[^1]);
                }
                count += leased.Count(row => row.Stored.Row.Key.Kind is RowKind.Outbox or RowKind.Unreference or RowKind.Hold);
            }
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Works on rows of one account the caller holds leases of, for no longer than these. A fault leaves a row as it is, to be due again when the lease ends.</summary>
    public Task WorkAsync(IReadOnlyList<LeasedRow> rows, CancellationToken cancellationToken) =>
        Task.WhenAll(Group(rows).Select(group => WorkOnGroupAsync(group, cancellationToken)));

    private async Task WorkAfterAsync(Task before, Work work, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(false);
        await WorkOnGroupAsync(work, cancellationToken).ConfigureAwait(false);
    }

    private async Task WorkOnGroupAsync(Work work, CancellationToken cancellationToken)
    {
        var left = work.Rows.Min(row => row.Stored.Row.Due ?? context.Now) - context.Now;
        if (left <= TimeSpan.Zero)
            return; // another worker may have it by now
        if (left > context.Options.DeliveryLease)
            left = context.Options.DeliveryLease; // the clock was set back since
        if (work.Domains.Count > 0)
            left *= TryShare;
        using var lease = new CancellationTokenSource(left, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, cancellationToken);
        await GuardAsync(work.Kind, async token =>
        {
            if (work.Domains.Count > 0)
                await DeliverOutsideAsync(work.Rows, work.Domains, token, cancellationToken).ConfigureAwait(false);
            else if (work.Kind == RowKind.Outbox)
                await deliveries.DeliverAsync(work.Rows, null, token, cancellationToken).ConfigureAwait(false);
            else
                await WorkOnAsync(work.Rows[0], token).ConfigureAwait(false);
        }, both.Token, cancellationToken).ConfigureAwait(false);
    }

    // Where mail goes to the same place, its recipients share a transaction; another place is not waited for.
    private async ValueTask DeliverOutsideAsync(IReadOnlyList<LeasedRow> rows, IReadOnlyList<string> domains, CancellationToken cancellationToken, CancellationToken stopping)
    {
        var destinations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var domain in domains.Distinct(StringComparer.Ordinal))
            destinations[domain] = await outside.FindDestinationAsync(domain, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(rows.Zip(domains).GroupBy(pair => destinations[pair.Second], pair => pair.First).Select(group => GuardAsync(
            RowKind.Outbox, token => deliveries.DeliverAsync([.. group], group.Key, token, stopping), cancellationToken, CancellationToken.None))).ConfigureAwait(false);
    }

    private async Task GuardAsync(RowKind kind, Func<CancellationToken, ValueTask> work, CancellationToken token, CancellationToken callers)
    {
        try
        {
            await work(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (callers.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // one row's fault must not stop the others; it is logged and tried again
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFault(context.Logger, kind, e.GetType().Name, e is StorageException s ? s.Code.ToString() : "");
        }
    }

    private async ValueTask WorkOnAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var (account, row) = (leased.Account, leased.Stored.Row);
        switch (row.Key.Kind)
        {
            case RowKind.DeadLetter:
                await deadLetters.EndAsync(leased, cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Hold:
                await entries.HoldAsync(account, RowCodec.Decode(row.Value, RowJson.Default.HoldRow).Entry, cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Unreference:
                var hold = RowCodec.Decode(row.Value, RowJson.Default.UnreferenceRow);
                await holds.ReleaseAsync(new BlobReference(hold.Blob, account, hold.Entry), cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Registration:
                await reservations.EndAsync(leased, cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Erasure:
                await eraser.ResumeAsync(leased, cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Session or RowKind.Device or RowKind.Limit or RowKind.Sending:
                var gone = new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(row.Key, Precondition.Version(leased.Stored.Version))]);
                await context.Storage.Accounts.CommitAsync(account, gone, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    // Deliveries of one body are worked on together, those outside apart; all else by itself.
    private static IEnumerable<Work> Group(IReadOnlyList<LeasedRow> rows)
    {
        var read = rows.Select(row => (Row: row, Delivery: TryRead(row))).ToList();
        foreach (var (row, _) in read.Where(pair => pair.Delivery is null))
            yield return new Work([row], []);
        var deliveries = read.Where(pair => pair.Delivery is not null);
        foreach (var group in deliveries.GroupBy(pair => (pair.Row.Account, pair.Delivery!.Holder, IsOutside: pair.Delivery.Copy is null)))
        {
            // In the same order at every try, so that the same recipient is the first.
            var ordered = group.OrderBy(pair => pair.Delivery!.Recipient.Canonical, StringComparer.Ordinal).ToList();
            yield return new Work([.. ordered.Select(pair => pair.Row)], group.Key.IsOutside ? [.. ordered.Select(pair => pair.Delivery!.Recipient.Domain)] : []);
        }
    }

    // A row that can't be read fails by itself, and harms no other.
    private static OutboxRow? TryRead(LeasedRow leased)
    {
        try
        {
            return leased.Stored.Row.Key.Kind == RowKind.Outbox ? RowCodec.Decode(leased.Stored.Row.Value, RowJson.Default.OutboxRow) : null;
        }
        catch (StorageException)
        {
            return null;
        }
    }

    /// <summary>What is worked on together.</summary>
    /// <param name="Rows">The rows.</param>
    /// <param name="Domains">Of deliveries outside: the domain of each; else empty.</param>
    private sealed record Work(IReadOnlyList<LeasedRow> Rows, IReadOnlyList<string> Domains)
    {
        public RowKind Kind => Rows[0].Stored.Row.Key.Kind;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Work on a row of kind {Kind} failed with {Fault} {Code}; it is tried again.")]
    private static partial void LogFault(ILogger logger, RowKind kind, string fault, string code);
}
