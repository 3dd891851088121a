using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Ends a login whose password is lost, and issues the token that its owner makes another one with: first the login, in one commit with the sessions it ends, then the address.</summary>
internal sealed class ResetIssuer(ServerContext context, AccountRows rows)
{
    public async ValueTask<(AccountId Account, ResetToken Token)> IssueAsync(MailAddress address, CancellationToken cancellationToken)
    {
        if (context.Options.PasswordReset == PasswordResetMode.None)
            throw new SMailException(SMailError.ResetRefused, "This deployment resets no passwords; a new account is the only way. ServerOptions.PasswordReset changes that.");
        var account = (await rows.GetOwnerAsync(address, cancellationToken).ConfigureAwait(false)).Account;
        var token = ResetToken.Generate();
        while (!await TryIssueAsync(address, account, token, cancellationToken).ConfigureAwait(false))
            cancellationToken.ThrowIfCancellationRequested();
        await new AddressState(context).SettleAsync(address, account, cancellationToken).ConfigureAwait(false);
        return (account, token);
    }

    // False when another writer came first.
    private async ValueTask<bool> TryIssueAsync(MailAddress address, AccountId account, ResetToken token, CancellationToken cancellationToken)
    {
        var (login, version) = await rows.FindLoginAsync(account, cancellationToken).ConfigureAwait(false);
        if (login is null)
            throw AccountRows.NotFound(address);
        var after = login with { Reset = new PendingReset(token.Hash, context.Now + context.Options.ResetTime), Redeemed = null };
        var writes = new List<RowWrite> { new PutRow(new Row(AccountRows.LoginKey, RowCodec.Encode(after, RowJson.Default.LoginRow)), Precondition.Version(version)) };
        foreach (var session in await rows.ListAsync(account, RowKind.Session, 0, cancellationToken).ConfigureAwait(false))
            writes.Add(new DeleteRow(session.Row.Key, Precondition.None));
        return await context.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false) is not Conflict;
    }
}
