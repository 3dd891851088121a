using SMail.OpenPgp;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>A new OpenPGP key for an account's address, with the statement that it is for this account.</summary>
internal sealed record NewKeys(SecretKey Key, SignatureBytes Statement) : IDisposable
{
    public CertificateBytes Certificate => new(Key.Certificate.ToBytes());

    /// <summary>Makes a key. The caller disposes it.</summary>
    public static async Task<NewKeys> CreateAsync(ClientContext context, AccountId account, MailAddress address, CancellationToken cancellationToken)
    {
        var key = Pgp.GenerateKey(new KeyGenerationOptions { UserIds = [$"<{address.Canonical}>"], Profile = context.Profile, Clock = context.Clock });
        try
        {
            using var statement = new MemoryStream(RegistrationStatement.Create(context.Realm, account, address, key.Certificate.Fingerprint), writable: false);
            var signature = await Pgp.SignDetachedAsync(statement, new SignOptions { Signers = [key], Clock = context.Clock }, cancellationToken).ConfigureAwait(false);
            return new NewKeys(key, new SignatureBytes(signature));
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public void Dispose() => Key.Dispose();
}
