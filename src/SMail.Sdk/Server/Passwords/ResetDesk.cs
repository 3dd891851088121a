using System.Diagnostics.CodeAnalysis;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Redeems reset tokens: in one commit the login and its keys become a locked set and new ones take their place; then the address shows the new key.</summary>
internal sealed class ResetDesk(ServerContext context, LoginDesk logins, LimitDesk limits, NewKeyCheck keys)
{
    private readonly AccountRows rows = new(context);
    private readonly AddressState addresses = new(context);
    private readonly AnswerStep step = new(context.Options.LoginAnswerStep);

    public ValueTask<PreparedReset> PrepareAsync(PrepareResetRequest request, CancellationToken cancellationToken) =>
        step.OnFailureAsync(() => PrepareCoreAsync(request, cancellationToken), cancellationToken);

    public ValueTask<Done> RedeemAsync(RedeemResetRequest request, CancellationToken cancellationToken) =>
        step.OnFailureAsync(() => RedeemCoreAsync(request, cancellationToken), cancellationToken);

    private async ValueTask<PreparedReset> PrepareCoreAsync(PrepareResetRequest request, CancellationToken cancellationToken)
    {
        await limits.CountResetAsync(request.Address, cancellationToken).ConfigureAwait(false);
        var (account, login, _) = await FindAsync(request.Address, request.ResetToken, cancellationToken).ConfigureAwait(false);
        if (login.Reset is not null)
            return new PreparedReset(new ResetTerms(account, logins.ParametersFor(request.Address), logins.ShareOf(account, login.Generation + 1), logins.ShareVersion, login.Generation + 1, login.Epoch + 1));
        await addresses.SettleAsync(request.Address, account, cancellationToken).ConfigureAwait(false);
        return new PreparedReset(null);
    }

    private async ValueTask<Done> RedeemCoreAsync(RedeemResetRequest request, CancellationToken cancellationToken)
    {
        await limits.CountResetAsync(request.Address, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var (account, login, version) = await FindAsync(request.Address, request.ResetToken, cancellationToken).ConfigureAwait(false);
            if (login.Reset is null)
            {
                if (login.Redeemed?.Certificate != request.Certificate)
                    throw Refused();
                break;
            }

            await CheckAsync(request, account, login, cancellationToken).ConfigureAwait(false);
            var writes = await ReplaceAsync(request, account, login, version, cancellationToken).ConfigureAwait(false);
            await context.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), writes), cancellationToken).ConfigureAwait(false);
            // Done by us, or by somebody before us: the next pass sees which.
        }

        // The account's own rows are written by now. Should the process stop here, the same token again goes on from this line.
        var owner = (await rows.GetOwnerAsync(request.Address, cancellationToken).ConfigureAwait(false)).Account;
        await addresses.SettleAsync(request.Address, owner, cancellationToken).ConfigureAwait(false);
        return Done.Value;
    }

    private async ValueTask CheckAsync(RedeemResetRequest request, AccountId account, LoginRow login, CancellationToken cancellationToken)
    {
        if (request.Login != logins.ParametersFor(request.Address) || !context.Secrets.Has(ServerSecretKind.Sigma, request.ShareVersion)
            || request.Generation != login.Generation + 1 || request.Epoch != login.Epoch + 1)
            throw new SMailException(SMailError.InvalidRequest, "The reset was made with other parameters than it was told.");
        await keys.CheckAsync(request.Address, account, request.Certificate, request.KeySignature, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<List<RowWrite>> ReplaceAsync(RedeemResetRequest request, AccountId account, LoginRow login, long version, CancellationToken cancellationToken)
    {
        var records = await rows.ListAsync(account, RowKind.Record, 0, cancellationToken).ConfigureAwait(false);
        var (secrets, state) = (Find(RecordId.SecretKeys), Find(RecordId.State));
        if (secrets is null)
            throw new StorageException(StorageError.Corrupt, "An account has no keys.");
        // Only what a proof of the old password needs; of sessions and tokens nothing is kept.
        var old = new LockedKeysRow(
            login with { Reset = null, Redeemed = null, KeptSession = null, KeptChanges = 0, Recovery = null },
            RowCodec.Decode(secrets.Row.Value, RowJson.Default.RecordRow).Record,
            context.Now);
        var writes = new List<RowWrite>
        {
            Put(LoginDesk.LoginKey, RowCodec.Encode(After(login, request), RowJson.Default.LoginRow), Precondition.Version(version)),
            Put(new RowKey(RowKind.LockedKeys, LockedKeysRow.RowId(login.Generation)), RowCodec.Encode(old, RowJson.Default.LockedKeysRow), Precondition.Absent),
            RecordDesk.ToRow(RecordId.SecretKeys, request.SecretKeys, Precondition.Version(secrets.Version)),
            RecordDesk.ToRow(RecordId.State, request.State, state is null ? Precondition.Absent : Precondition.Version(state.Version)),
        };
        foreach (var record in records.Where(record => record != secrets))
        {
            var place = new RecordId(record.Row.Key.Id).Locked(login.Generation);
            writes.Add(new PutRow(new Row(new RowKey(RowKind.Record, place.Value), record.Row.Value) { Group = LockedKeysRow.RecordGroup }, Precondition.Absent));
            if (record != state)
                writes.Add(new DeleteRow(record.Row.Key, Precondition.Version(record.Version)));
        }

        return writes;

        StoredRow? Find(RecordId id) => records.SingleOrDefault(record => record.Row.Key.Id == id.Value);
    }

    private static PutRow Put(RowKey key, RowValue value, Precondition precondition) => new(new Row(key, value), precondition);

    private LoginRow After(LoginRow before, RedeemResetRequest request)
    {
        var pepper = context.Secrets.CurrentVersion(ServerSecretKind.Pepper);
        return new LoginRow
        {
            Address = before.Address,
            Login = request.Login,
            ShareVersion = request.ShareVersion,
            PepperVersion = pepper,
            Generation = request.Generation,
            Epoch = request.Epoch,
            Verifier = logins.Verifier(pepper, request.Proof),
            WrappedAccountKey = request.WrappedAccountKey,
            PasswordChangedAt = context.Now,
            SessionsFrom = request.Epoch,
            Redeemed = new RedeemedReset(request.ResetToken.Hash, request.Certificate),
            LockedSets = before.LockedSets + 1,
        };
    }

    // Unknown addresses, no reset, a wrong token, an expired one: one answer, after the same work.
    private async ValueTask<(AccountId Account, LoginRow Login, long Version)> FindAsync(MailAddress address, ResetToken token, CancellationToken cancellationToken)
    {
        var row = await context.Storage.Directory.FindAsync(address, cancellationToken).ConfigureAwait(false);
        var account = row is { Status: DirectoryStatus.Active or DirectoryStatus.Deactivated, AliasOf: null } ? row.Account : default;
        var (login, version) = await logins.ReadAsync(account, cancellationToken).ConfigureAwait(false);
        return context.Options.PasswordReset != PasswordResetMode.None && IsGood(login, token.Hash) ? (account, login, version) : throw Refused();
    }

    private bool IsGood([NotNullWhen(true)] LoginRow? login, TokenHash token) => login is { Suspended: false }
        && (login.Reset is { } reset ? reset.Token.Matches(token) && context.Now < reset.ExpiresAt : login.Redeemed is { } redeemed && redeemed.Token.Matches(token));

    private static SMailException Refused() =>
        new(SMailError.ResetRefused, "The reset token is wrong, was used before, or has expired; or no password is reset here. Ask the administrator for another one.");
}
