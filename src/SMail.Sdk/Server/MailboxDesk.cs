using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Shows an account its own entries, sealed as they are.</summary>
internal sealed class MailboxDesk(ServerContext context, OutboxPump pump)
{
    private IAccountStore Accounts => context.Storage.Accounts;

    public async ValueTask<EntryPage> ListAsync(ListEntriesRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(request.Folder) || request.Limit is < 1 or > ListEntriesRequest.MaxLimit)
            throw new SMailException(SMailError.InvalidRequest, $"A page has 1 to {ListEntriesRequest.MaxLimit} entries of a folder.");
        var page = await context.Storage.Messages.ListAsync(
            caller.Account, RowKind.Entry, (int)request.Folder, request.Cursor, request.Limit, cancellationToken).ConfigureAwait(false);
        return new EntryPage([.. page.Items.Select(row => ToEntry(StoredEntry.Of(row)))], page.Next);
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
        if (stored.Content is { } content)
            return new SealedChunk(content.Bytes.Slice((int)request.Offset, count));
        var buffer = new byte[count];
        var read = stored.Entry.Body.Blob is { } blob
            ? await context.Storage.Blobs.ReadAsync(blob, request.Offset, buffer, cancellationToken).ConfigureAwait(false)
            : 0;
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
                : [.. stored.Remove(context.Now)];
            var result = await Accounts.CommitAsync(caller.Account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false);
            if (result is Conflict)
                continue;
            if (!isNeeded && stored.Entry.Body.Blob is { } blob)
                await pump.ReleaseAsync(caller.Account, new UnreferenceRow(blob, stored.Id), cancellationToken).ConfigureAwait(false);
            return Done.Value;
        }
    }

    private async ValueTask<StoredEntry> FindAsync(Caller caller, EntryId id, CancellationToken cancellationToken) =>
        await StoredEntry.FindAsync(Accounts, caller.Account, id, cancellationToken).ConfigureAwait(false) is { IsHidden: false } stored
            ? stored
            : throw new SMailException(SMailError.MessageNotFound, "There is no such message.");

    private static MailboxEntry ToEntry(StoredEntry stored) => new()
    {
        Id = stored.Id,
        Folder = (MailFolder)stored.Group,
        Received = stored.Entry.Received,
        Sender = stored.Entry.Sender,
        Copy = stored.Entry.Copy ?? throw new StorageException(StorageError.Corrupt, "An entry has no summary."),
        BodyLength = stored.Entry.Body.Length,
        Recipients = stored.Entry.Recipients,
    };
}
