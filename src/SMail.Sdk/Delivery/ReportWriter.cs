using Microsoft.Extensions.Logging;
using SMail.OpenPgp;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Tells a sender what became of his message: a report (RFC 3464), sealed to his key like any mail that comes in.</summary>
internal sealed partial class ReportWriter(ServerContext context, RecipientFinder recipients, ArrivalSealer sealer, EntryWriter entries, OpenBody openBodies)
{
    /// <summary>Whether this try makes the sender hear that his message is late.</summary>
    public bool IsWarning(TriedDelivery delivery) =>
        !delivery.IsFinal && !delivery.Row.IsWarned && context.Options.Delivery.DelayWarning is { } time && context.Now - delivery.Row.Since >= time;

    /// <summary>The writes that put the reports into the sender's mailbox; none where there is nothing to report, or nobody to read it.</summary>
    /// <param name="account">The sender's account.</param>
    /// <param name="tried">Deliveries of one body.</param>
    /// <param name="holder">The body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<IReadOnlyList<RowWrite>> WriteAsync(AccountId account, IReadOnlyList<TriedDelivery> tried, StoredEntry? holder, CancellationToken cancellationToken)
    {
        var failed = tried.Where(delivery => delivery.Outcome.Status == DeliveryStatus.Rejected).ToList();
        var late = tried.Where(IsWarning).ToList();
        if (failed.Count + late.Count == 0)
            return [];
        var (reader, _) = await recipients.FindAsync(tried[0].Row.Sender.ToString(), cancellationToken).ConfigureAwait(false);
        if (reader?.Account != account)
            return [];
        var writes = new List<RowWrite>();
        foreach (var (deliveries, isFailed) in new[] { (failed, true), (late, false) })
            if (deliveries.Count > 0)
                writes.AddRange(await WriteAsync(reader, deliveries, isFailed, holder, cancellationToken).ConfigureAwait(false));
        return writes;
    }

    private async ValueTask<IEnumerable<RowWrite>> WriteAsync(InboundReader reader, List<TriedDelivery> deliveries, bool isFailed, StoredEntry? holder, CancellationToken cancellationToken)
    {
        var row = deliveries[0].Row;
        try
        {
            using var header = row.Copy is null ? await ReadHeaderAsync(holder, cancellationToken).ConfigureAwait(false) : null;
            using var mime = DeliveryReport.Compose(context, deliveries, isFailed, header);
            var arrival = await sealer.SealAsync(mime, [reader.Certificate], new ArrivalMark(ClaimsLocal: false), cancellationToken).ConfigureAwait(false);
            // The same when the try is made again by another worker: there is one report of one end.
            var id = DeliveryIds.Report(reader.Account, row.Submission, row.Recipient, isFailed);
            return entries.WritesOf(arrival, id, Id.Generate<SubmissionId>(), row.Sender, reader);
        }
        catch (OpenPgpException e)
        {
            // The delivery has its end all the same, and the Sent copy tells it.
            LogUnreported(context.Logger, e.Code);
            return [];
        }
    }

    private async ValueTask<OpenMessage?> ReadHeaderAsync(StoredEntry? holder, CancellationToken cancellationToken)
    {
        if (holder?.Entry.Body.Blob is not { } blob)
            return null;
        try
        {
            await using var pieces = openBodies.ReadAsync(blob, cancellationToken).GetAsyncEnumerator(cancellationToken);
            return await pieces.MoveNextAsync().ConfigureAwait(false) ? new OpenMessage(RawHeader.Of(pieces.Current.Bytes.Span)) : null;
        }
        catch (StorageException e) when (e.Code is StorageError.Corrupt or StorageError.BlobNotFound)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 44, Level = LogLevel.Error, Message = "A delivery report could not be sealed: {Code}.")]
    private static partial void LogUnreported(ILogger logger, OpenPgpError code);
}
