using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Shows an account its own entries, sealed as they are.</summary>
internal sealed class MailboxDesk(ServerContext context, BlobHolds holds)
{
    private IAccountStore Accounts => context.Storage.Accounts;

    public async ValueTask<EntryPage> ListAsync(ListEntriesRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(request.Folder) || request.Limit is < 1 or > ListEntriesRequest.MaxLimit)
            throw new SMailException(SMailError.InvalidRequest, $"A page has 1 to {ListEntriesRequest.MaxLimit} entries of a folder.");
        var page = await context.Storage.Messages.ListAsync(
            caller.Account, RowKind.Entry, (int)request.Folder, request.Cursor, request.Limit, cancellationToken).ConfigureAwait(false);
        return new EntryPage([.. page.Items.Select(row => ToListed(row, caller))], page.Next);
    }

    public async ValueTask<MailboxEntry> GetAsync(GetEntryRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var stored = await FindAsync(caller, request.Entry, cancellationToken).ConfigureAwait(false);
        return ToEntry(stored) with { Body = stored.Content };
    }

    public async ValueTask<SealedChunk> ReadBodyAsync(ReadBodyRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var stored = await FindAsync(caller, request.Entry, cancellationToken).ConfigureAwait(false);
        var left = stored.Entry.Body.Length - request.Offset;
        if (request.Offset < 0 || left < 0 || request.Count is < 1 or > SealedChunk.MaxBytes)
            throw new SMailException(SMailError.InvalidRequest, "The range is outside the body, or too large.");
        var count = (int)Math.Min(request.Count, left);
        // A body that was cut gives less than it should; the reader sees that it is not whole.
        if (stored.Content is { Bytes: var content })
            return new SealedChunk(content[(int)Math.Min(request.Offset, content.Length)..(int)Math.Min(request.Offset + count, content.Length)]);
        if (stored.Entry.Body.Blob is not { } blob || await context.Storage.Blobs.FindAsync(blob, cancellationToken).ConfigureAwait(false) is null)
            throw new SMailException(SMailError.MessageDamaged, "The message's body is missing.");
        var buffer = new byte[count];
        var read = await context.Storage.Blobs.ReadAsync(blob, request.Offset, buffer, cancellationToken).ConfigureAwait(false);
        return new SealedChunk(buffer.AsMemory(0, read));
    }

    public async ValueTask<Done> DeleteAsync(DeleteEntryRequest request, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await FindAsync(caller, request.Entry, cancellationToken).ConfigureAwait(false);
            // A body that deliveries wait for is only hidden; the last of them removes it.
            var isNeeded = stored.Entry.Waiting > 0;
            RowWrite[] writes = isNeeded
                ? [stored.Replace(stored.Entry with { Copy = null, Recipients = [] }, EntryRow.HiddenGroup)]
                : [.. stored.Remove(context.Now + context.Options.DeliveryLease)];
            var result = await Accounts.CommitAsync(caller.Account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false);
            if (result is Conflict)
                continue;
            if (!isNeeded && stored.Entry.Body.Blob is { } blob)
                await holds.ReleaseAsync(new BlobReference(blob, caller.Account, stored.Id), CancellationToken.None).ConfigureAwait(false);
            return Done.Value;
        }
    }

    private async ValueTask<StoredEntry> FindAsync(Caller caller, EntryId id, CancellationToken cancellationToken)
    {
        var row = await Accounts.FindAsync(caller.Account, StoredEntry.KeyOf(id), cancellationToken).ConfigureAwait(false);
        if (row is null || row.Row.Group == EntryRow.HiddenGroup)
            throw new SMailException(SMailError.MessageNotFound, "There is no such message.");
        return StoredEntry.TryRead(row) ?? throw new SMailException(SMailError.MessageDamaged, "The stored message was changed or cut.");
    }

    // What can't be read is listed all the same, with a summary that opens to nothing.
    private static MailboxEntry ToListed(StoredRow row, Caller caller) => StoredEntry.TryRead(row) is { } stored ? ToEntry(stored) : new MailboxEntry
    {
        Id = new EntryId(row.Row.Key.Id),
        Folder = (MailFolder)row.Row.Group,
        Received = new DateTimeOffset(Math.Clamp(row.Row.Order, 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero),
        Sender = caller.Address,
        Copy = new SealedCopy(SealedBytes.Read(default), SealedBytes.Read(default)),
        BodyLength = 0,
    };

    private static MailboxEntry ToEntry(StoredEntry stored) => new()
    {
        Id = stored.Id,
        Folder = (MailFolder)stored.Group,
        Received = stored.Entry.Received,
        Sender = stored.Entry.Sender,
        Copy = stored.Entry.Copy!,
        BodyLength = stored.Entry.Body.Length,
        HasArrived = stored.Entry.HasArrived,
        Recipients = stored.Entry.Recipients,
    };
}
