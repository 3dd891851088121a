using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Keeps what recovery phrases are known by. Who is logged in still proves the password, or a session left open would give a way in for ever.</summary>
internal sealed class PhraseDesk(ServerContext context, LoginDesk logins, PasswordDesk passwords)
{
    public async ValueTask<RecoveryPhraseTerms> PrepareAsync(PrepareRecoveryPhraseRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckTaken();
        var (_, login) = await passwords.FindAsync(caller, cancellationToken).ConfigureAwait(false);
        await passwords.CheckProofAsync(login, request.Proof, request.Token, cancellationToken).ConfigureAwait(false);
        return new RecoveryPhraseTerms(logins.ShareOf(caller.Account, login.Generation), logins.ShareVersion, login.Generation);
    }

    public async ValueTask<Done> PutAsync(PutRecoveryPhraseRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckTaken();
        var (stored, login) = await passwords.FindAsync(caller, cancellationToken).ConfigureAwait(false);
        await passwords.CheckProofAsync(login, request.Proof, request.Token, cancellationToken).ConfigureAwait(false);
        if (login.Recovery is { WrappedAccountKey: { } before } && before == request.WrappedAccountKey)
            return Done.Value;
        if (!context.Secrets.Has(ServerSecretKind.Sigma, request.ShareVersion) || request.Generation != login.Generation)
            throw new SMailException(SMailError.InvalidRequest, "The phrase was made with other parameters than it was told.");
        var pepper = context.Secrets.CurrentVersion(ServerSecretKind.Pepper);
        var after = login with { Recovery = new StoredPhrase(pepper, logins.Verifier(pepper, request.PhraseProof), request.ShareVersion, request.WrappedAccountKey) };
        var write = new PutRow(new Row(LoginDesk.LoginKey, RowCodec.Encode(after, RowJson.Default.LoginRow)), Precondition.Version(stored.Version));
        var result = await context.Storage.Accounts.CommitAsync(caller.Account, new PartitionCommit(Id.Generate<CommitId>(), [write]), cancellationToken).ConfigureAwait(false);
        return result is Conflict ? throw RecordDesk.Conflict() : Done.Value;
    }

    private void CheckTaken()
    {
        if (!context.Options.RecoveryPhrase)
            throw new SMailException(SMailError.RecoveryRefused, "This deployment takes no recovery phrases. ServerOptions.RecoveryPhrase changes that.");
    }
}
