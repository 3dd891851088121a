using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Sees to the end of a reservation: the rows of an account that never came to be are deleted, its keys first of all.</summary>
/// <remarks>The row of the address stays, with its epoch: without that, a slow completion of an old reservation could take a new one's place.</remarks>
internal sealed class ReservationSweep(ServerContext context)
{
    private const int BatchSize = 100;

    private IAccountStore Accounts => context.Storage.Accounts;

    /// <summary>Works on a <see cref="RegistrationRow"/> whose reservation has ended.</summary>
    public async ValueTask EndAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var address = RowCodec.Decode(leased.Stored.Row.Value, RowJson.Default.RegistrationRow).Address;
        var row = await context.Storage.Directory.FindAsync(address, cancellationToken).ConfigureAwait(false);
        var done = new DeleteRow(leased.Stored.Row.Key, Precondition.Version(leased.Stored.Version));
        if (row?.Account != leased.Account)
            await EraseAsync(leased.Account, done, cancellationToken).ConfigureAwait(false);
        else if (row.Status != DirectoryStatus.Reserved)
            await CommitAsync(leased.Account, [done], cancellationToken).ConfigureAwait(false);
        else if (context.Now >= row.ReservedUntil && await TakeAwayAsync(row, cancellationToken).ConfigureAwait(false))
            await EraseAsync(leased.Account, done, cancellationToken).ConfigureAwait(false);
        // Else it is due again when the lease ends: another clock said that it was over, or somebody wrote the address just now.
    }

    // From here on no completion of this reservation can succeed. The name is as free as before.
    private ValueTask<bool> TakeAwayAsync(DirectoryRow row, CancellationToken cancellationToken) => context.Storage.Directory.CompareAndSwapAsync(
        row with { Epoch = row.Epoch + 1, Account = Id.Generate<AccountId>(), ReservationHash = TokenHash.None }, cancellationToken);

    private async ValueTask EraseAsync(AccountId account, DeleteRow done, CancellationToken cancellationToken)
    {
        var records = await context.Storage.Messages.ListAsync(account, RowKind.Record, 0, null, BatchSize, cancellationToken).ConfigureAwait(false);
        await CommitAsync(
            account,
            [
                new DeleteRow(new RowKey(RowKind.Login, LoginRow.RowId), Precondition.None),
                new DeleteRow(new RowKey(RowKind.Account, AccountRow.RowId), Precondition.None),
                .. records.Items.Select(record => new DeleteRow(record.Row.Key, Precondition.None)),
                done,
            ],
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CommitAsync(AccountId account, IReadOnlyList<RowWrite> writes, CancellationToken cancellationToken) =>
        await Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false);
}
