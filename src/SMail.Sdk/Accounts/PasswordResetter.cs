using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>Redeems reset tokens: everything of the account is made anew here, and what was there before stays locked at the server half.</summary>
internal sealed class PasswordResetter(ClientContext context, ILoginProtocol protocol)
{
    /// <summary>Redeems a token, or finishes what broke off when it was redeemed.</summary>
    public async Task RedeemAsync(MailAddress address, ResetToken token, ReadOnlyMemory<char> password, CancellationToken cancellationToken)
    {
        var prepared = await context.Server.PrepareResetAsync(new PrepareResetRequest(address, token), cancellationToken).ValueAsync().ConfigureAwait(false);
        if (prepared.Terms is { } terms)
        {
            using var share = terms.Share;
            if (terms.Login.Protocol != protocol.Id || terms.ShareVersion < 1)
                throw new SMailException(SMailError.KeyDerivationRefused, "The server asks for another login protocol than this client speaks.");
            var (proof, kek) = await protocol.EnrolAsync(address, password, terms.Login, share, cancellationToken).ConfigureAwait(false);
            using var shown = proof;
            using var key = kek;
            await SendAsync(address, token, terms, proof, key, cancellationToken).ConfigureAwait(false);
        }

        // Its owner knows of the new key, so this device need not be warned of it.
        await context.Memory.ForgetAsync(address, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(MailAddress address, ResetToken token, ResetTerms terms, LoginProof proof, KeyEncryptionKey key, CancellationToken cancellationToken)
    {
        using var accountKey = AccountKey.Generate();
        using var keys = await NewKeys.CreateAsync(context, terms.Account, address, cancellationToken).ConfigureAwait(false);
        var binding = new WrapBinding(protocol.Id, terms.Login.Kdf, terms.Login.Salt.ToBytes(), terms.Account);
        var state = new AccountState
        {
            Epoch = terms.Epoch,
            Generation = terms.Generation,
            Protocol = protocol.Id,
            Fingerprints = [keys.Key.Certificate.Fingerprint.ToString()],
        };
        var request = new RedeemResetRequest
        {
            Address = address,
            ResetToken = token,
            Proof = proof,
            Login = terms.Login,
            ShareVersion = terms.ShareVersion,
            Generation = terms.Generation,
            Epoch = terms.Epoch,
            WrappedAccountKey = key.Wrap(accountKey, new WrapHeader(binding, (uint)terms.ShareVersion, terms.Generation, terms.Epoch)),
            SecretKeys = SecretKeysRecord.Seal(accountKey, terms.Account, terms.Generation, keys.Key),
            State = state.Seal(accountKey, terms.Account),
            Certificate = keys.Certificate,
            KeySignature = keys.Statement,
        };
        await context.Server.RedeemResetAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);
    }
}
