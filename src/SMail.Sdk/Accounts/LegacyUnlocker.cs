using SMail.OpenPgp;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>Opens the keys from before resets for one session, to decrypt with and for nothing else.</summary>
internal sealed class LegacyUnlocker(ClientContext context, ILoginProtocol protocol)
{
    public async Task UnlockAsync(MailSession session, ReadOnlyMemory<char> oldPassword, CancellationToken cancellationToken)
    {
        if (session is null)
            throw new SMailException(SMailError.SessionRequired, "Log in first: a session is needed.");
        var list = await context.Server.ListLockedKeysAsync(new ListLockedKeysRequest { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        var isUnlocked = false;
        foreach (var parameters in list.Logins.Distinct())
        {
            session.CheckIsAsAtLogin(parameters);
            isUnlocked |= await TryAsync(session, oldPassword, parameters, cancellationToken).ConfigureAwait(false);
        }

        if (!isUnlocked)
            throw new SMailException(SMailError.LoginFailed, "No keys of this account are locked under this password.");
    }

    // Sets of one password may have been stretched at different costs.
    private async Task<bool> TryAsync(MailSession session, ReadOnlyMemory<char> oldPassword, LoginParameters parameters, CancellationToken cancellationToken)
    {
        IReadOnlyList<OpenedSet> sets;
        try
        {
            sets = await protocol.UnlockAsync(
                session.Address, oldPassword, parameters,
                proof => context.Server.UnlockKeysAsync(new UnlockKeysRequest(proof) { Token = session.Token }, cancellationToken).ValueAsync().AsTask(), cancellationToken).ConfigureAwait(false);
        }
        catch (SMailException e) when (e.Code == SMailError.LoginFailed)
        {
            return false;
        }

        try
        {
            foreach (var (set, key) in sets)
                session.Unlock(Open(session, set, key));
            return sets.Count > 0;
        }
        finally
        {
            foreach (var (_, key) in sets)
                key.Dispose();
        }
    }

    private SecretKey Open(MailSession session, LockedKeys set, KeyEncryptionKey key)
    {
        var binding = new WrapBinding(protocol.Id, set.Login.Kdf, session.Login.AccountSalt, session.Account);
        using var accountKey = key.Unwrap(set.WrappedAccountKey, binding);
        using var packets = accountKey.OpenRecord(RecordPurpose.SecretKeys, SecretKeysRecord.Header(session.Account, RecordHeader.Parse(set.SecretKeys).Version), set.SecretKeys);
        try
        {
            return SecretKey.Read(packets.Span);
        }
        catch (OpenPgpException e)
        {
            throw new SMailException(SMailError.KeysDamaged, "The locked keys can't be read.", e);
        }
    }
}
