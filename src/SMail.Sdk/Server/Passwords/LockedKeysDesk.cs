using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Gives out what resets have locked. The share of such a key needs a login and the old password both, or whoever has the database and a login could guess it.</summary>
internal sealed class LockedKeysDesk(ServerContext context, LoginDesk logins, LimitDesk limits)
{
    private readonly AccountRows rows = new(context);

    public async ValueTask<LockedKeysList> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        new([.. (await FindAsync(caller, cancellationToken).ConfigureAwait(false)).Select(locked => locked.Login.Login).Distinct()]);

    public async ValueTask<UnlockedKeys> UnlockAsync(UnlockKeysRequest request, Caller caller, CancellationToken cancellationToken)
    {
        // One count for the account, whatever session asks: a new login gives no new tries, and logins are not locked out by it.
        var attempt = await limits.BeginAttemptAsync(caller.Address, TokenHash.Of($"locked keys of {caller.Account}"), cancellationToken).ConfigureAwait(false);
        var opened = (await FindAsync(caller, cancellationToken).ConfigureAwait(false)).Where(locked => Fits(locked.Login, request.Proof)).ToList();
        if (opened.Count == 0)
            throw new SMailException(SMailError.LoginFailed, "No keys of this account are locked under this password.");
        await limits.SucceededAsync(attempt, cancellationToken).ConfigureAwait(false);
        return new UnlockedKeys([.. opened.Select(locked => new LockedKeys(
            locked.Login.Login, logins.ShareOf(caller.Account, locked.Login.Generation, locked.Login.ShareVersion), locked.Login.WrappedAccountKey, locked.SecretKeys))]);
    }

    private bool Fits(LoginRow login, LoginProof proof) => logins.Verifier(login.PepperVersion, proof).Matches(login.Verifier);

    private async ValueTask<List<LockedKeysRow>> FindAsync(Caller caller, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync(caller.Account, RowKind.LockedKeys, 0, cancellationToken).ConfigureAwait(false)).Select(row => RowCodec.Decode(row.Row.Value, RowJson.Default.LockedKeysRow))];
}
