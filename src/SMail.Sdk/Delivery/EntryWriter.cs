using Microsoft.Extensions.Logging;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Puts a message that was sealed on arrival into the mailboxes of its readers: one commit in each one's rows.</summary>
internal sealed partial class EntryWriter(ServerContext context, BlobHolds holds)
{
    /// <summary>Writes the entries; who is named twice has the message once.</summary>
    /// <param name="arrival">The message.</param>
    /// <param name="sender">The reverse path.</param>
    /// <param name="readers">The readers; null where there is none.</param>
    /// <param name="results">Takes one result per reader.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask WriteAsync(SealedArrival arrival, MailAddress sender, InboundReader?[] readers, InboundResult[] results, CancellationToken cancellationToken)
    {
        var submission = Id.Generate<SubmissionId>();
        // A hold of our own until all have theirs: whoever deletes at once must not take the body from the others.
        BlobReference? own = arrival.Body.Blob is { } blob ? new BlobReference(blob, readers.OfType<InboundReader>().First().Account, Id.Generate<EntryId>()) : null;
        if (own is { } taken)
            await TakeOwnAsync(taken, cancellationToken).ConfigureAwait(false);
        await WriteAllAsync(arrival, submission, sender, readers, results, cancellationToken).ConfigureAwait(false);
        if (own is { } given)
            await TryReleaseAsync(given, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteAllAsync(SealedArrival arrival, SubmissionId submission, MailAddress sender, InboundReader?[] readers, InboundResult[] results, CancellationToken cancellationToken)
    {
        var written = new Dictionary<AccountId, InboundResult>();
        for (var i = 0; i < readers.Length; i++)
        {
            if (readers[i] is not { } reader)
                continue;
            if (!written.TryGetValue(reader.Account, out var result))
                written[reader.Account] = result = await WriteAsync(arrival, submission, sender, reader, cancellationToken).ConfigureAwait(false);
            results[i] = result;
        }
    }

    // The work row first: whatever breaks off, the hold is given up in its time.
    private async ValueTask TakeOwnAsync(BlobReference own, CancellationToken cancellationToken)
    {
        var work = StoredEntry.Unreference(own.Entry, own.Blob, context.Now + context.Options.UploadTime);
        await context.Storage.Accounts.CommitAsync(own.Account, new PartitionCommit(Id.Generate<CommitId>(), [work]), cancellationToken).ConfigureAwait(false);
        await context.Storage.Blobs.AddReferenceAsync(own, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask TryReleaseAsync(BlobReference own, CancellationToken cancellationToken)
    {
        try
        {
            await holds.ReleaseAsync(own, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            LogHold(context.Logger, e.Code);
        }
    }

    /// <summary>The writes of one entry, and of the work row that keeps its blob.</summary>
    public IEnumerable<RowWrite> WritesOf(SealedArrival arrival, EntryId id, SubmissionId submission, MailAddress sender, InboundReader reader)
    {
        var entry = new EntryRow { Submission = submission, Sender = sender, Received = context.Now, Body = arrival.Body, HasArrived = true, Copy = arrival.Copies[reader.Certificate.Fingerprint] };
        yield return new PutRow(StoredEntry.ToRow(id, entry, (int)MailFolder.Inbox, arrival.Inline), Precondition.SkipIfPresent);
        if (arrival.Body.Blob is { } blob)
            yield return new PutRow(new Row(HoldKey(id), RowCodec.Encode(new HoldRow(blob, id), RowJson.Default.HoldRow)) { Due = context.Now + context.Options.DeliveryLease }, Precondition.SkipIfPresent);
    }

    /// <summary>Takes the hold that a work row asks for, and takes the row away.</summary>
    public async ValueTask HoldAsync(AccountId account, HoldRow row, CancellationToken cancellationToken)
    {
        try
        {
            await holds.TakeAsync(new BlobReference(row.Blob, account, row.Entry), cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e) when (e.Code == StorageError.BlobNotFound)
        {
            // Who deleted the message before it was held took its body along; a body that is lost is another matter.
            if (await context.Storage.Accounts.FindAsync(account, StoredEntry.KeyOf(row.Entry), cancellationToken).ConfigureAwait(false) is not null)
                throw;
        }
        var done = new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(HoldKey(row.Entry), Precondition.None)]);
        await context.Storage.Accounts.CommitAsync(account, done, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<InboundResult> WriteAsync(SealedArrival arrival, SubmissionId submission, MailAddress sender, InboundReader reader, CancellationToken cancellationToken)
    {
        try
        {
            var id = Id.Generate<EntryId>();
            var commit = new PartitionCommit(Id.Generate<CommitId>(), [.. WritesOf(arrival, id, submission, sender, reader)]);
            await context.Storage.Accounts.CommitAsync(reader.Account, commit, cancellationToken).ConfigureAwait(false);
            // Written is written: what fails from here on the work row makes good.
            if (arrival.Body.Blob is { } blob)
                await TryHoldAsync(reader.Account, new HoldRow(blob, id), cancellationToken).ConfigureAwait(false);
            return InboundResult.Accepted;
        }
        catch (StorageException e)
        {
            LogFault(context.Logger, e.Code);
            return InboundResult.Failed;
        }
    }

    private async ValueTask TryHoldAsync(AccountId account, HoldRow row, CancellationToken cancellationToken)
    {
        try
        {
            await HoldAsync(account, row, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            LogHold(context.Logger, e.Code);
        }
    }

    private static RowKey HoldKey(EntryId entry) => new(RowKind.Hold, entry.Value);

    [LoggerMessage(EventId = 41, Level = LogLevel.Error, Message = "A message from outside could not be stored: {Code}; its sender tries again.")]
    private static partial void LogFault(ILogger logger, StorageError code);

    [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "The body of a message from outside is not held yet: {Code}; it is tried again.")]
    private static partial void LogHold(ILogger logger, StorageError code);
}
