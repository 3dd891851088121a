using Microsoft.Extensions.Logging;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Works off what is due: deliveries, inside and outside, holds on blobs to give up, logins, devices, counts and reservations whose time has ended, accounts that were deleted. Every step may be done again.</summary>
internal sealed partial class OutboxPump(ServerContext context, DeliveryWork deliveries, BlobHolds holds, EntryWriter entries, ReservationSweep reservations, AccountEraser eraser)
{
    private const int BatchSize = 20;

    /// <summary>Works until nothing is due.</summary>
    /// <returns>How many deliveries and holds were worked on; what only ended in its time is not counted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        for (var count = 0; ;)
        {
            var leased = await context.WithinAsync(
                context.Options.RequestTime, token => context.Storage.Outbox.LeaseAsync(context.Options.DeliveryLease, BatchSize, token), cancellationToken).ConfigureAwait(false);
            if (leased.Count == 0)
                return count;
            foreach (var row in leased)
                await WorkAsync(row, cancellationToken).ConfigureAwait(false);
            count += leased.Count(row => row.Stored.Row.Key.Kind is RowKind.Outbox or RowKind.Unreference or RowKind.Hold);
        }
    }

    /// <summary>Works on a row the caller holds a lease of, for no longer than the lease. A fault leaves the row as it is, to be due again when the lease ends.</summary>
    public async Task WorkAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var left = (leased.Stored.Row.Due ?? context.Now) - context.Now;
        if (left <= TimeSpan.Zero)
            return; // another worker may have it by now
        if (left > context.Options.DeliveryLease)
            left = context.Options.DeliveryLease; // the clock was set back since
        using var lease = new CancellationTokenSource(left, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, cancellationToken);
        try
        {
            await WorkCoreAsync(leased, both.Token).ConfigureAwait(false);
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

    private async ValueTask WorkCoreAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var (account, row) = (leased.Account, leased.Stored.Row);
        switch (row.Key.Kind)
        {
            case RowKind.Outbox:
                await deliveries.DeliverAsync(leased, cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Unreference:
                var hold = RowCodec.Decode(row.Value, RowJson.Default.UnreferenceRow);
                await holds.ReleaseAsync(new BlobReference(hold.Blob, account, hold.Entry), cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Hold:
                await entries.HoldAsync(account, RowCodec.Decode(row.Value, RowJson.Default.HoldRow), cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Registration:
                await reservations.EndAsync(leased, cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Erasure:
                await eraser.ResumeAsync(leased, cancellationToken).ConfigureAwait(false);
                break;
            case RowKind.Session or RowKind.Device or RowKind.Limit:
                var gone = new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(row.Key, Precondition.Version(leased.Stored.Version))]);
                await context.Storage.Accounts.CommitAsync(account, gone, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Work on a row of kind {Kind} failed with {Fault} {Code}; it is tried again.")]
    private static partial void LogFault(ILogger logger, RowKind kind, string fault, string code);
}
