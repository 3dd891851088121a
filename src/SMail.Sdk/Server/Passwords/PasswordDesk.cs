using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Replaces login records: another password, other keys, a higher cost. Each is one commit, so that at any moment one password is good.</summary>
internal sealed class PasswordDesk(ServerContext context, LoginDesk logins, LimitDesk limits)
{
    private static readonly RowKey AccountKey = new(RowKind.Account, AccountRow.RowId);

    public async ValueTask<PasswordChangeTerms> PrepareAsync(PreparePasswordChangeRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var (_, login) = await FindAsync(caller, cancellationToken).ConfigureAwait(false);
        await CheckProofAsync(login, request.Proof, request.Token, cancellationToken).ConfigureAwait(false);
        await CheckAllowedAsync(request.Kind, login, request.Token, caller, cancellationToken).ConfigureAwait(false);
        var generation = GenerationAfter(request.Kind, login);
        return new PasswordChangeTerms(logins.ParametersFor(login.Address), logins.ShareOf(caller.Account, generation), logins.ShareVersion, generation, login.Epoch + 1);
    }

    public async ValueTask<Done> ChangeAsync(ChangePasswordRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckShape(request);
        var (stored, login) = await FindAsync(caller, cancellationToken).ConfigureAwait(false);
        if (logins.IsMadeBy(login, request))
            return Done.Value;
        await CheckProofAsync(login, request.OldProof, request.Token, cancellationToken).ConfigureAwait(false);
        await CheckAllowedAsync(request.Kind, login, request.Token, caller, cancellationToken).ConfigureAwait(false);
        logins.CheckTerms(login.Address, request, GenerationAfter(request.Kind, login));
        if (request.Epoch != login.Epoch + 1)
            throw RecordDesk.Conflict();

        RowWrite[] writes =
        [
            new PutRow(new Row(LoginDesk.LoginKey, RowCodec.Encode(After(login, request), RowJson.Default.LoginRow)), Precondition.Version(stored.Version)),
            .. request.Records.Prepend(request.State).Select(RecordDesk.ToWrite),
            .. request.SecretKeys is { } keys ? [RecordDesk.ToRow(RecordId.SecretKeys, keys, Precondition.None)] : Array.Empty<RowWrite>(),
        ];
        var result = await context.Storage.Accounts.CommitAsync(caller.Account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false);
        if (result is not Conflict)
            return Done.Value;
        // Perhaps this very request, sent twice.
        (_, login) = await FindAsync(caller, cancellationToken).ConfigureAwait(false);
        return logins.IsMadeBy(login, request) ? Done.Value : throw RecordDesk.Conflict();
    }

    /// <summary>Checks the password of somebody who is logged in.</summary>
    /// <remarks>Whoever found an open session must not guess its password. Tries are counted for the session: nobody else is locked out by them, nor locks it out.</remarks>
    /// <exception cref="SMailException"><see cref="SMailError.LoginFailed"/> or <see cref="SMailError.TooManyAttempts"/>.</exception>
    public async ValueTask CheckProofAsync(LoginRow login, LoginProof proof, AccessToken session, CancellationToken cancellationToken)
    {
        var attempt = await limits.BeginAttemptAsync(login.Address, session.Hash, cancellationToken).ConfigureAwait(false);
        logins.CheckProof(login, proof);
        await limits.SucceededAsync(attempt, cancellationToken).ConfigureAwait(false);
    }

    private LoginRow After(LoginRow before, ChangePasswordRequest request)
    {
        var after = logins.Replace(before, request);
        // The password is the same after an upgrade, so nobody is put out.
        return request.Kind == PasswordChangeKind.Upgrade ? after : after with
        {
            SessionsFrom = request.Epoch,
            KeptSession = request.Token.Hash,
            KeptChanges = ChangesIn(before, request.Token) + 1,
            PasswordChangedAt = context.Now,
            // A phrase wraps the account key, so it outlives a password and not the key. One that was used is not asked for any more.
            Recovery = request.Kind == PasswordChangeKind.Change && before.Recovery is { WrappedAccountKey: not null } phrase ? phrase : null,
        };
    }

    private async ValueTask CheckAllowedAsync(PasswordChangeKind kind, LoginRow login, AccessToken token, Caller caller, CancellationToken cancellationToken)
    {
        if (kind == PasswordChangeKind.Upgrade)
        {
            if (!logins.IsBelowPolicy(login))
                throw new SMailException(SMailError.InvalidRequest, "The cost of stretching is not to be raised.");
            return;
        }

        var row = await context.Storage.Accounts.FindAsync(caller.Account, AccountKey, cancellationToken).ConfigureAwait(false);
        var account = row is null ? new AccountRow() : RowCodec.Decode(row.Row.Value, RowJson.Default.AccountRow);
        if (!await context.Options.PasswordChange.AllowsAsync(new PasswordChangeContext(login.Address, account.Plan, ChangesIn(login, token)), cancellationToken).ConfigureAwait(false))
            throw new SMailException(SMailError.PasswordChangeRefused, "This deployment allows the change to accounts of another plan alone, or less often; a new login may help.");
    }

    public async ValueTask<(StoredRow Row, LoginRow Login)> FindAsync(Caller caller, CancellationToken cancellationToken)
    {
        var row = await context.Storage.Accounts.FindAsync(caller.Account, LoginDesk.LoginKey, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException(StorageError.Corrupt, "An account has no login.");
        return (row, RowCodec.Decode(row.Row.Value, RowJson.Default.LoginRow));
    }

    private static int ChangesIn(LoginRow login, AccessToken token) => login.KeptSession is { } kept && kept.Matches(token.Hash) ? login.KeptChanges : 0;

    private static ulong GenerationAfter(PasswordChangeKind kind, LoginRow login) => login.Generation + (kind == PasswordChangeKind.RotateKeys ? 1UL : 0UL);

    private static void CheckShape(ChangePasswordRequest request)
    {
        var isRotation = request.Kind == PasswordChangeKind.RotateKeys;
        if (!Enum.IsDefined(request.Kind) || request.State.Id != RecordId.State || isRotation != (request.SecretKeys is not null) || (!isRotation && request.Records.Count > 0)
            || request.Records.Count > ChangePasswordRequest.MaxRecords)
            throw new SMailException(SMailError.InvalidRequest, "A change names the state record; secret keys and other records belong to a rotation.");
        RecordDesk.CheckIds([.. request.Records.Select(record => record.Id), request.State.Id]);
    }
}
