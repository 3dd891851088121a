using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>Makes recovery phrases, and sets new passwords with them. A phrase opens the account key, so everything under it stays as it was.</summary>
internal sealed class PhraseRecovery(ClientContext context, ILoginProtocol protocol)
{
    // A session may write its state at the same time, but a server that says so for ever lies.
    private const int MaxTries = 5;

    /// <summary>Makes a phrase in place of an earlier one. The caller disposes it.</summary>
    public async Task<SecretText> CreateAsync(MailSession session, ReadOnlyMemory<char> password, CancellationToken cancellationToken)
    {
        if (session is null)
            throw new SMailException(SMailError.SessionRequired, "Log in first: a session is needed.");
        using var proof = await PasswordProof.ProveAsync(context, protocol, session, password, cancellationToken).ConfigureAwait(false);
        var terms = await context.Server.PrepareRecoveryPhraseAsync(new PrepareRecoveryPhraseRequest(proof) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        using var share = terms.Share;
        if (terms.ShareVersion < 1)
            throw new SMailException(SMailError.KeyDerivationRefused, "The server names no version of its share.");
        using var secret = RecoverySecret.Generate();
        using var phraseProof = secret.GetProof(context.Realm, session.Address);
        using var key = secret.Combine(context.Realm, session.Address, session.Account, share.Span);
        await session.Records.UseKeyAsync(terms.Generation, async accountKey =>
        {
            var request = new PutRecoveryPhraseRequest
            {
                Token = session.Token,
                Proof = proof,
                PhraseProof = phraseProof,
                ShareVersion = terms.ShareVersion,
                Generation = terms.Generation,
                WrappedAccountKey = key.Wrap(accountKey, new RecoveryHeader(session.Account, (uint)terms.ShareVersion, terms.Generation)),
            };
            await context.Server.PutRecoveryPhraseAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return Bip39.Encode(secret.Span);
    }

    /// <summary>Sets a new password, or finds that this phrase was used for one before.</summary>
    public async Task RecoverAsync(MailAddress address, ReadOnlyMemory<char> phrase, ReadOnlyMemory<char> password, CancellationToken cancellationToken)
    {
        using var secret = new RecoverySecret(Bip39.Decode(phrase.Span));
        using var proof = secret.GetProof(context.Realm, address);
        for (var tries = 1; ; tries++)
        {
            var prepared = await context.Server.PrepareRecoveryAsync(new PrepareRecoveryRequest(address, proof), cancellationToken).ValueAsync().ConfigureAwait(false);
            if (prepared.Terms is not { } terms)
                return;
            try
            {
                await ReplaceAsync(address, secret, proof, terms, password, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (SMailException e) when (e.Code == SMailError.Conflict && tries < MaxTries)
            {
                // once more, over the state as it is now
            }
        }
    }

    private async Task ReplaceAsync(MailAddress address, RecoverySecret secret, LoginProof phraseProof, RecoveryTerms terms, ReadOnlyMemory<char> password, CancellationToken cancellationToken)
    {
        using var phraseShare = terms.PhraseShare;
        using var share = terms.Share;
        if (terms.Login.Protocol != protocol.Id || terms.ShareVersion < 1)
            throw new SMailException(SMailError.KeyDerivationRefused, "The server asks for another login protocol than this client speaks.");
        using var phraseKey = secret.Combine(context.Realm, address, terms.Account, phraseShare.Span);
        using var accountKey = phraseKey.UnwrapRecovery(terms.WrappedAccountKey, terms.Account, terms.Generation);
        var state = await OpenStateAsync(address, accountKey, terms, cancellationToken).ConfigureAwait(false);

        var (proof, kek) = await protocol.EnrolAsync(address, password, terms.Login, share, cancellationToken).ConfigureAwait(false);
        using var newProof = proof;
        using var key = kek;
        var binding = new WrapBinding(protocol.Id, terms.Login.Kdf, terms.Login.Salt.ToBytes(), terms.Account);
        var next = state with { Version = state.Version + 1, Epoch = terms.Epoch };
        var request = new RecoverRequest
        {
            Address = address,
            PhraseProof = phraseProof,
            NewProof = newProof,
            Login = terms.Login,
            ShareVersion = terms.ShareVersion,
            Generation = terms.Generation,
            Epoch = terms.Epoch,
            WrappedAccountKey = key.Wrap(accountKey, new WrapHeader(binding, (uint)terms.ShareVersion, terms.Generation, terms.Epoch)),
            State = new RecordWrite(RecordId.State, next.Seal(accountKey, terms.Account), terms.State.Version),
        };
        await context.Server.RecoverAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);
    }

    // Nobody is logged in yet, so the state record alone says of which age the account is.
    private async ValueTask<AccountState> OpenStateAsync(MailAddress address, AccountKey accountKey, RecoveryTerms terms, CancellationToken cancellationToken)
    {
        if (terms.State.Record is not { } record)
            throw AccountRecords.RolledBack();
        var state = AccountState.Open(accountKey, terms.Account, record);
        await AccountRecords.CheckSeenAsync(context, address, state, cancellationToken).ConfigureAwait(false);
        if (state.Epoch + 1 != terms.Epoch || state.Generation != terms.Generation || state.Protocol != terms.Login.Protocol)
            throw AccountRecords.RolledBack();
        return state;
    }
}
