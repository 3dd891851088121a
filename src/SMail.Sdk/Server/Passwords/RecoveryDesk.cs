using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Lets the owner of a recovery phrase set a new password. Whatever is wrong with a phrase or an address takes one path to one error, as a login does.</summary>
internal sealed class RecoveryDesk(ServerContext context, LoginDesk logins, RecordDesk records, LimitDesk limits)
{
    private readonly AnswerStep step = new(context.Options.LoginAnswerStep);

    public ValueTask<PreparedRecovery> PrepareAsync(PrepareRecoveryRequest request, CancellationToken cancellationToken) =>
        step.OnFailureAsync(() => PrepareCoreAsync(request, cancellationToken), cancellationToken);

    public ValueTask<Done> RecoverAsync(RecoverRequest request, CancellationToken cancellationToken) =>
        step.OnFailureAsync(() => RecoverCoreAsync(request, cancellationToken), cancellationToken);

    private async ValueTask<PreparedRecovery> PrepareCoreAsync(PrepareRecoveryRequest request, CancellationToken cancellationToken)
    {
        await limits.CountRecoveryAsync(request.Address, cancellationToken).ConfigureAwait(false);
        var found = await FindAsync(request.Address, request.PhraseProof, cancellationToken).ConfigureAwait(false);
        if (found.Phrase.WrappedAccountKey is not { } wrapped)
            return new PreparedRecovery(null);
        var state = await records.FindAsync(found.Account, RecordId.State, cancellationToken).ConfigureAwait(false);
        // What is answered must be of one moment: a change of the password in between would look like a rollback.
        var now = await logins.FindAsync(request.Address, cancellationToken).ConfigureAwait(false);
        if (now.Version != found.Version)
            throw new SMailException(SMailError.ServerUnavailable, "The password was changed at this moment; the same call may be made again.");
        return new PreparedRecovery(new RecoveryTerms
        {
            Account = found.Account,
            PhraseShare = logins.ShareOf(found.Account, found.Login.Generation, found.Phrase.ShareVersion),
            WrappedAccountKey = wrapped,
            State = state,
            Login = logins.ParametersFor(request.Address),
            Share = logins.ShareOf(found.Account, found.Login.Generation),
            ShareVersion = logins.ShareVersion,
            Generation = found.Login.Generation,
            Epoch = found.Login.Epoch + 1,
        });
    }

    private async ValueTask<Done> RecoverCoreAsync(RecoverRequest request, CancellationToken cancellationToken)
    {
        await limits.CountRecoveryAsync(request.Address, cancellationToken).ConfigureAwait(false);
        var found = await FindAsync(request.Address, request.PhraseProof, cancellationToken).ConfigureAwait(false);
        if (found.Phrase.WrappedAccountKey is not null && await TryReplaceAsync(request, found, cancellationToken).ConfigureAwait(false))
            return Done.Value;
        // Perhaps this very request, sent twice.
        found = await FindAsync(request.Address, request.PhraseProof, cancellationToken).ConfigureAwait(false);
        if (logins.IsMadeBy(found.Login, request))
            return Done.Value;
        throw found.Phrase.WrappedAccountKey is null ? Refused() : RecordDesk.Conflict();
    }

    private async ValueTask<bool> TryReplaceAsync(RecoverRequest request, Found found, CancellationToken cancellationToken)
    {
        logins.CheckTerms(request.Address, request, found.Login.Generation);
        if (request.State.Id != RecordId.State)
            throw new SMailException(SMailError.InvalidRequest, "A recovery names the state record.");
        if (request.Epoch != found.Login.Epoch + 1)
            return false;
        var after = logins.Replace(found.Login, request) with
        {
            SessionsFrom = request.Epoch,
            KeptSession = null,
            KeptChanges = 0,
            PasswordChangedAt = context.Now,
            Recovery = found.Phrase with { WrappedAccountKey = null },
        };
        var login = new PutRow(new Row(LoginDesk.LoginKey, RowCodec.Encode(after, RowJson.Default.LoginRow)), Precondition.Version(found.Version));
        var commit = new PartitionCommit(Id.Generate<CommitId>(), [login, RecordDesk.ToWrite(request.State)]);
        return await context.Storage.Accounts.CommitAsync(found.Account, commit, cancellationToken).ConfigureAwait(false) is not Conflict;
    }

    private async ValueTask<Found> FindAsync(MailAddress address, LoginProof proof, CancellationToken cancellationToken)
    {
        var (account, login, version) = await logins.FindAsync(address, cancellationToken).ConfigureAwait(false);
        // As much work where there is no phrase.
        var pepper = login?.Recovery?.PepperVersion ?? context.Secrets.CurrentVersion(ServerSecretKind.Pepper);
        var matches = logins.Verifier(pepper, proof).Matches(login?.Recovery?.Verifier ?? TokenHash.Of(""));
        return context.Options.RecoveryPhrase && login?.Recovery is { } phrase && matches ? new Found(account, login, version, phrase) : throw Refused();
    }

    private static SMailException Refused() =>
        new(SMailError.RecoveryRefused, "The recovery phrase is not this account's, was replaced, or was used before; or no phrases are taken here.");

    private sealed record Found(AccountId Account, LoginRow Login, long Version, StoredPhrase Phrase);
}
