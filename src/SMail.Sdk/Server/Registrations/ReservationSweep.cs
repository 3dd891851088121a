using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Sees to the end of a reservation: the rows of an account that never came to be are deleted, its keys first of all.</summary>
/// <remarks>The row of the address stays, with its epoch: without that, a slow completion of an old reservation could take a new one's place.</remarks>
internal sealed class ReservationSweep(ServerContext context, AccountEraser eraser)
{
    /// <summary>Works on a <see cref="RegistrationRow"/> whose reservation has ended.</summary>
    public async ValueTask EndAsync(LeasedRow leased, CancellationToken cancellationToken)
    {
        var address = RowCodec.Decode(leased.Stored.Row.Value, RowJson.Default.RegistrationRow).Address;
        var row = await context.Storage.Directory.FindAsync(address, cancellationToken).ConfigureAwait(false);
        var done = new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(leased.Stored.Row.Key, Precondition.Version(leased.Stored.Version))]);
        // This row is among those that are erased.
        if (row?.Account != leased.Account)
            await eraser.EraseKeysAsync(leased.Account, null, cancellationToken).ConfigureAwait(false);
        else if (row.Status != DirectoryStatus.Reserved)
            await context.Storage.Accounts.CommitAsync(leased.Account, done, cancellationToken).ConfigureAwait(false);
        else if (context.Now >= row.ReservedUntil && await TakeAwayAsync(row, cancellationToken).ConfigureAwait(false))
            await eraser.EraseKeysAsync(leased.Account, null, cancellationToken).ConfigureAwait(false);
        // Else it is due again when the lease ends: another clock said that it was over, or somebody wrote the address just now.
    }

    // From here on no completion of this reservation can succeed. The name is as free as before.
    private ValueTask<bool> TakeAwayAsync(DirectoryRow row, CancellationToken cancellationToken) => context.Storage.Directory.CompareAndSwapAsync(
        row with { Epoch = row.Epoch + 1, Account = Id.Generate<AccountId>(), ReservationHash = TokenHash.None }, cancellationToken);
}
