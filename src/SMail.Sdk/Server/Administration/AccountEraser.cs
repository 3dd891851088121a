using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Deletes accounts: one commit takes the keys and leaves a work row, so that what is broken off goes on by itself; then the addresses and the mail.</summary>
internal sealed class AccountEraser(ServerContext context, BlobHolds holds)
{
    private const int BatchSize = 100;
    private static readonly RowKey WorkKey = new(RowKind.Erasure, ErasureRow.RowId);

    /// <summary>Mail and what it waits for comes after the keys; work rows end by themselves.</summary>
    private static readonly RowKind[] Later = [RowKind.Entry, RowKind.Outbox, RowKind.DeadLetter, RowKind.Unreference, RowKind.Erasure];
    private static readonly int[] EntryGroups = [EntryRow.HiddenGroup, .. Enum.GetValues<MailFolder>().Select(folder => (int)folder)];
    private readonly AccountRows rows = new(context);

    /// <summary>Deletes an account, or goes on with it.</summary>
    public async ValueTask<AccountId> DeleteAsync(MailAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var directory = await context.Storage.Directory.FindAsync(address, cancellationToken).ConfigureAwait(false);
        if (directory is not { Status: DirectoryStatus.Tombstone, AliasOf: null })
            directory = await rows.GetOwnerAsync(address, cancellationToken).ConfigureAwait(false);
        // Due when nothing that began before can still write: a request has its time, and a delivery its lease.
        var work = new Row(WorkKey, RowCodec.Encode(new ErasureRow(address), RowJson.Default.ErasureRow)) { Due = context.Now + context.Options.RequestTime + context.Options.DeliveryLease };
        await EraseKeysAsync(directory.Account, work, cancellationToken).ConfigureAwait(false);
        await EraseRestAsync(directory.Account, address, cancellationToken).ConfigureAwait(false);
        return directory.Account;
    }

    /// <summary>Makes one more pass over a deleted account. What came in while the last one ran goes now; the work row goes when there was nothing.</summary>
    public async ValueTask ResumeAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var address = RowCodec.Decode(leased.Stored.Row.Value, RowJson.Default.ErasureRow).Address;
        var count = await EraseKeysAsync(leased.Account, null, cancellationToken).ConfigureAwait(false)
            + await EraseRestAsync(leased.Account, address, cancellationToken).ConfigureAwait(false);
        if (count == 0)
            await CommitAsync(leased.Account, [new DeleteRow(WorkKey, Precondition.Version(leased.Stored.Version))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes login, keys, records, sessions and all else but mail, what a later version may add too. By version, so that a password change under way can't bring keys back.</summary>
    /// <returns>How many rows there were.</returns>
    public async ValueTask<int> EraseKeysAsync(AccountId account, Row? work, CancellationToken cancellationToken)
    {
        while (true)
        {
            var writes = new List<RowWrite>();
            foreach (var (kind, group) in Enum.GetValues<RowKind>().Except(Later).Select(kind => (kind, 0)).Append((RowKind.Record, LockedKeysRow.RecordGroup)))
                writes.AddRange((await rows.ListAsync(account, kind, group, cancellationToken).ConfigureAwait(false)).Select(row => new DeleteRow(row.Row.Key, Precondition.Version(row.Version))));
            var count = writes.Count;
            if (work is not null)
                writes.Add(new PutRow(work, Precondition.None));
            if (writes.Count == 0 || await CommitAsync(account, writes, cancellationToken).ConfigureAwait(false) is not Conflict)
                return count;
        }
    }

    private async ValueTask<int> EraseRestAsync(AccountId account, MailAddress address, CancellationToken cancellationToken)
    {
        var count = await BuryAsync(address, cancellationToken).ConfigureAwait(false);
        foreach (var alias in await rows.ListAliasesAsync(account, cancellationToken).ConfigureAwait(false))
            count += await BuryAsync(alias.Address, cancellationToken).ConfigureAwait(false);
        foreach (var kind in new[] { RowKind.Outbox, RowKind.DeadLetter })
            count += await EraseMailAsync(account, kind, 0, cancellationToken).ConfigureAwait(false);
        foreach (var group in EntryGroups)
            count += await EraseMailAsync(account, RowKind.Entry, group, cancellationToken).ConfigureAwait(false);
        return count;
    }

    private async ValueTask<int> BuryAsync(MailAddress address, CancellationToken cancellationToken) =>
        await context.Storage.Directory.UpdateAsync(
            address, before => before is null or { Status: DirectoryStatus.Tombstone } ? null : before with { Status = DirectoryStatus.Tombstone }, cancellationToken).ConfigureAwait(false) ? 1 : 0;

    private async ValueTask<int> EraseMailAsync(AccountId account, RowKind kind, int group, CancellationToken cancellationToken)
    {
        for (var count = 0; ;)
        {
            var page = await context.Storage.Messages.ListAsync(account, kind, group, null, BatchSize, cancellationToken).ConfigureAwait(false);
            if (page.Items.Count == 0)
                return count;
            var held = page.Items.Select(HeldBlob).OfType<BlobReference>().ToList();
            var writes = page.Items.Select(row => (RowWrite)new DeleteRow(row.Row.Key, Precondition.None)).Concat(held.Select(ToWork));
            await CommitAsync(account, [.. writes], cancellationToken).ConfigureAwait(false);
            foreach (var reference in held)
                await holds.ReleaseAsync(reference, cancellationToken).ConfigureAwait(false);
            count += page.Items.Count;
        }

        BlobReference? HeldBlob(StoredRow row) => kind == RowKind.Entry && StoredEntry.TryFindBlob(row) is { } blob ? new BlobReference(blob, account, new EntryId(row.Row.Key.Id)) : null;
    }

    // Due only if this pass does not get to it.
    private RowWrite ToWork(BlobReference hold) => StoredEntry.Unreference(hold.Entry, hold.Blob, context.Now + context.Options.DeliveryLease);

    private ValueTask<CommitResult> CommitAsync(AccountId account, IReadOnlyList<RowWrite> writes, CancellationToken cancellationToken) =>
        context.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken);
}
