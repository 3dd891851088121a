using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Switches accounts off and on: first the login, in one commit with the sessions it ends, then the address.</summary>
internal sealed class SuspensionDesk(ServerContext context, AccountRows rows)
{
    public async ValueTask<AccountId> SetAsync(MailAddress address, bool isActive, CancellationToken cancellationToken)
    {
        var account = (await rows.GetOwnerAsync(address, cancellationToken).ConfigureAwait(false)).Account;
        while (!await TrySetLoginAsync(address, account, !isActive, cancellationToken).ConfigureAwait(false))
            cancellationToken.ThrowIfCancellationRequested();
        await new AddressState(context).SettleAsync(address, account, cancellationToken).ConfigureAwait(false);
        return account;
    }

    // False when another writer came first. Sessions end in both directions: a login that was under way while the account was switched off must not live on.
    private async ValueTask<bool> TrySetLoginAsync(MailAddress address, AccountId account, bool suspended, CancellationToken cancellationToken)
    {
        var (login, version) = await rows.FindLoginAsync(account, cancellationToken).ConfigureAwait(false);
        if (login is null)
            throw AccountRows.NotFound(address);
        if (login.Suspended == suspended)
            return true;
        var value = RowCodec.Encode(login with { Suspended = suspended }, RowJson.Default.LoginRow);
        var writes = new List<RowWrite> { new PutRow(new Row(AccountRows.LoginKey, value), Precondition.Version(version)) };
        foreach (var session in await rows.ListAsync(account, RowKind.Session, 0, cancellationToken).ConfigureAwait(false))
            writes.Add(new DeleteRow(session.Row.Key, Precondition.None));
        return await context.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false) is not Conflict;
    }
}
