using SMail.OpenPgp;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>Replaces login records: wraps the account key, or a new one, under another password or at another cost.</summary>
internal sealed class PasswordChanger(ClientContext context, ILoginProtocol protocol)
{
    public async Task ChangeAsync(
        MailSession session, PasswordChangeKind kind, ReadOnlyMemory<char> oldPassword, ReadOnlyMemory<char> newPassword, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken)
    {
        if (session is null)
            throw new SMailException(SMailError.SessionRequired, "Log in first: a session is needed.");
        _ = session.Token; // throws when the session was disposed
        cancellationToken.ThrowIfCancellationRequested();
        if (!newPassword.Span.SequenceEqual(confirmation.Span))
            throw new SMailException(SMailError.PasswordMismatch, "The new password and its confirmation differ.");
        using var proof = await PasswordProof.ProveAsync(context, protocol, session, oldPassword, cancellationToken).ConfigureAwait(false);
        await ReplaceAsync(session, kind, proof, newPassword, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Raises the cost of stretching where the server asks for it. That it can't be done now is no failure of the login.</summary>
    public async Task UpgradeAsync(MailSession session, KdfParameters? asked, LoginProof proof, ReadOnlyMemory<char> password, CancellationToken cancellationToken)
    {
        // Only ever up: a server can't talk anybody into a cheaper proof.
        if (asked is null || !KdfLimits.IsAtLeast(asked, session.Login.Parameters))
            return;
        try
        {
            await ReplaceAsync(session, PasswordChangeKind.Upgrade, proof, password, session.Login.Parameters, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // the login is good without it, and the next one tries again
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
        }
    }

    private async Task ReplaceAsync(MailSession session, PasswordChangeKind kind, LoginProof oldProof, ReadOnlyMemory<char> password, KdfParameters? floor, CancellationToken cancellationToken)
    {
        var terms = await context.Server.PreparePasswordChangeAsync(new PreparePasswordChangeRequest(kind, oldProof) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        using var share = terms.Share;
        session.CheckIsAsAtLogin(terms.Login);
        if ((floor is not null && !KdfLimits.IsAtLeast(terms.Login.Kdf, floor)) || terms.ShareVersion < 1)
            throw new SMailException(SMailError.KeyDerivationRefused, "The server asks for a cheaper stretching than before.");
        var (proof, kek) = await protocol.EnrolAsync(session.Address, password, terms.Login, share, cancellationToken).ConfigureAwait(false);
        using var newProof = proof;
        using var key = kek;
        if (kind == PasswordChangeKind.RotateKeys)
            await RotateAsync(session, oldProof, newProof, key, terms, cancellationToken).ConfigureAwait(false);
        else
            await session.Records.ReplaceAsync(null, terms, (accountKey, state, _) => SendAsync(NewRequest(session, kind, terms, oldProof, newProof, key, accountKey, state), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task RotateAsync(MailSession session, LoginProof oldProof, LoginProof newProof, KeyEncryptionKey key, PasswordChangeTerms terms, CancellationToken cancellationToken)
    {
        var (accountKey, rotated) = (AccountKey.Generate(), Rotate(session.SecretKey));
        var isSent = false;
        try
        {
            var secretKeys = SecretKeysRecord.Seal(accountKey, session.Account, terms.Generation, rotated);
            await session.Records.ReplaceAsync(accountKey, terms, async (_, state, records) =>
            {
                isSent = true;
                var request = NewRequest(session, PasswordChangeKind.RotateKeys, terms, oldProof, newProof, key, accountKey, state);
                await SendAsync(request with { SecretKeys = secretKeys, Records = records }, cancellationToken).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            session.Adopt(rotated);
        }
        catch (Exception e)
        {
            accountKey.Dispose();
            rotated.Dispose();
            // Nobody knows under which of the two account keys the records are now.
            if (isSent && e is not SMailException { Code: not SMailError.ServerUnavailable })
                session.Dispose();
            throw;
        }
    }

    private SecretKey Rotate(SecretKey key)
    {
        try
        {
            return key.RotateEncryptionSubkey(context.Clock);
        }
        catch (OpenPgpException e) when (e.Code == OpenPgpError.LimitExceeded)
        {
            throw new SMailException(SMailError.InvalidRequest, "The key has as many subkeys as it can have; only another account gets a new one.", e);
        }
    }

    private async Task SendAsync(ChangePasswordRequest request, CancellationToken cancellationToken) =>
        await context.Server.ChangePasswordAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);

    private ChangePasswordRequest NewRequest(
        MailSession session, PasswordChangeKind kind, PasswordChangeTerms terms, LoginProof oldProof, LoginProof newProof, KeyEncryptionKey key, AccountKey accountKey, RecordWrite state) => new()
    {
        Token = session.Token,
        Kind = kind,
        OldProof = oldProof,
        NewProof = newProof,
        Login = terms.Login,
        ShareVersion = terms.ShareVersion,
        Generation = terms.Generation,
        Epoch = terms.Epoch,
        WrappedAccountKey = key.Wrap(accountKey, new WrapHeader(
            session.Login with { Protocol = protocol.Id, Parameters = terms.Login.Kdf }, (uint)terms.ShareVersion, terms.Generation, terms.Epoch)),
        State = state,
    };
}
