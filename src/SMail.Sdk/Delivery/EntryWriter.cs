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
        var isHeld = await WriteAllAsync(arrival, submission, sender, readers, results, cancellationToken).ConfigureAwait(false);
        // Where a hold is still to be taken, ours stays for its time.
        if (isHeld && own is { } given)
            await TryReleaseAsync(given, cancellationToken).ConfigureAwait(false);
    }

    // Answers whether every reader holds the body.
    private async ValueTask<bool> WriteAllAsync(SealedArrival arrival, SubmissionId submission, MailAddress sender, InboundReader?[] readers, InboundResult[] results, CancellationToken cancellationToken)
    {
        var written = new Dictionary<AccountId, (InboundResult Result, bool IsHeld)>();
        for (var i = 0; i < readers.Length; i++)
        {
            if (readers[i] is not { } reader)
                continue;
            if (!written.TryGetValue(reader.Account, out var one))
                written[reader.Account] = one = await WriteAsync(arrival, submission, sender, reader, cancellationToken).ConfigureAwait(false);
            results[i] = one.Result;
        }
        return written.Values.All(one => one.IsHeld);
    }

    // The work row first: whatever breaks off, the hold is given up in its time, which is behind that of the readers' work rows.
    private async ValueTask TakeOwnAsync(BlobReference own, CancellationToken cancellationToken)
    {
        var work = StoredEntry.Unreference(own.Entry, own.Blob, context.Now + context.Options.DeliveryLease + context.Options.UploadTime);
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
        if (arrival.Body.Blob is not null)
            yield return new PutRow(new Row(HoldKey(id), RowCodec.Encode(new HoldRow(id), RowJson.Default.HoldRow)) { Due = context.Now + context.Options.DeliveryLease }, Precondition.SkipIfPresent);
    }

    /// <summary>Takes the hold that a work row asks for, and takes the row away.</summary>
    public async ValueTask HoldAsync(AccountId account, EntryId entry, CancellationToken cancellationToken)
    {
        // An entry that is gone holds nothing, and one that was written again may name another blob.
        if (await StoredEntry.FindAsync(context.Storage.Accounts, account, entry, cancellationToken).ConfigureAwait(false) is { Entry.Body.Blob: { } blob })
            await holds.TakeAsync(new BlobReference(blob, account, entry), cancellationToken).ConfigureAwait(false);
        var done = new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(HoldKey(entry), Precondition.None)]);
        await context.Storage.Accounts.CommitAsync(account, done, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(InboundResult Result, bool IsHeld)> WriteAsync(SealedArrival arrival, SubmissionId submission, MailAddress sender, InboundReader reader, CancellationToken cancellationToken)
    {
        try
        {
            var id = Id.Generate<EntryId>();
            var commit = new PartitionCommit(Id.Generate<CommitId>(), [.. WritesOf(arrival, id, submission, sender, reader)]);
            await context.Storage.Accounts.CommitAsync(reader.Account, commit, cancellationToken).ConfigureAwait(false);
            // Written is written: what fails from here on the work row makes good.
            return (InboundResult.Accepted, arrival.Body.Blob is null || await TryHoldAsync(reader.Account, id, cancellationToken).ConfigureAwait(false));
        }
        catch (StorageException e)
        {
            LogFault(context.Logger, e.Code);
            return (InboundResult.Failed, false); // it may be written all the same
        }
    }

    private async ValueTask<bool> TryHoldAsync(AccountId account, EntryId entry, CancellationToken cancellationToken)
    {
        try
        {
            await HoldAsync(account, entry, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageException e)
        {
            LogHold(context.Logger, e.Code);
            return false;
        }
    }

    private static RowKey HoldKey(EntryId entry) => new(RowKind.Hold, entry.Value);

    [LoggerMessage(EventId = 41, Level = LogLevel.Error, Message = "A message from outside could not be stored: {Code}; its sender tries again.")]
    private static partial void LogFault(ILogger logger, StorageError code);

    [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "The body of a message from outside is not held yet: {Code}; it is tried again.")]
    private static partial void LogHold(ILogger logger, StorageError code);
}
