using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>How a password is proven to the server half and becomes the key that wraps the account key.</summary>
internal interface ILoginProtocol
{
    /// <summary>Stands in the wrap's associated data, so that nobody can be talked into another protocol.</summary>
    LoginProtocol Id { get; }

    /// <summary>Logs in. The caller disposes what comes back.</summary>
    Task<LoginOutcome> LoginAsync(MailAddress address, ReadOnlyMemory<char> password, LoginParameters parameters, CancellationToken cancellationToken);

    /// <summary>Proves a password once more, without logging in. The caller disposes what comes back.</summary>
    Task<LoginProof> ProveAsync(MailAddress address, ReadOnlyMemory<char> password, LoginParameters parameters, CancellationToken cancellationToken);

    /// <summary>Proves a password from before a reset and makes the keys that its locked sets are under. The caller disposes what comes back.</summary>
    /// <param name="address">The account's address.</param>
    /// <param name="password">That password.</param>
    /// <param name="parameters">What it was stretched with.</param>
    /// <param name="release">Shows the proof; gives the sets it opens.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<OpenedSet>> UnlockAsync(
        MailAddress address, ReadOnlyMemory<char> password, LoginParameters parameters, Func<LoginProof, Task<UnlockedKeys>> release, CancellationToken cancellationToken);

    /// <summary>Prepares a new login record's proof and key. The caller disposes what comes back.</summary>
    Task<Enrolment> EnrolAsync(MailAddress address, ReadOnlyMemory<char> password, LoginParameters parameters, KeyShare share, CancellationToken cancellationToken);
}

internal sealed record LoginOutcome(LoginGrant Grant, KeyEncryptionKey Key, LoginProof Proof);

internal sealed record OpenedSet(LockedKeys Set, KeyEncryptionKey Key);

internal sealed record Enrolment(LoginProof Proof, KeyEncryptionKey Key);

/// <summary>The hashed verifier: the server keeps a peppered hash of a proof derived from the password.</summary>
internal sealed class VerifierLogin(ClientContext context, IKeyDerivation derivation) : ILoginProtocol
{
    public LoginProtocol Id => LoginProtocol.Verifier;

    public async Task<LoginOutcome> LoginAsync(MailAddress address, ReadOnlyMemory<char> password, LoginParameters parameters, CancellationToken cancellationToken)
    {
        using var stretched = await derivation.StretchAsync(password, ToInput(address, parameters), cancellationToken).ConfigureAwait(false);
        var proof = stretched.GetLoginProof();
        try
        {
            var request = new LoginRequest(address, proof) { Device = await context.DeviceTokens.FindAsync(address, cancellationToken).ConfigureAwait(false) };
            var grant = await context.Server.LoginAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);
            using var share = grant.Share;
            await context.DeviceTokens.KeepAsync(address, grant.Device, cancellationToken).ConfigureAwait(false);
            return new LoginOutcome(grant, stretched.Combine(share.Span), proof);
        }
        catch
        {
            proof.Dispose();
            throw;
        }
    }

    public async Task<LoginProof> ProveAsync(MailAddress address, ReadOnlyMemory<char> password, LoginParameters parameters, CancellationToken cancellationToken)
    {
        using var stretched = await derivation.StretchAsync(password, ToInput(address, parameters), cancellationToken).ConfigureAwait(false);
        return stretched.GetLoginProof();
    }

    public async Task<IReadOnlyList<OpenedSet>> UnlockAsync(
        MailAddress address, ReadOnlyMemory<char> password, LoginParameters parameters, Func<LoginProof, Task<UnlockedKeys>> release, CancellationToken cancellationToken)
    {
        using var stretched = await derivation.StretchAsync(password, ToInput(address, parameters), cancellationToken).ConfigureAwait(false);
        using var proof = stretched.GetLoginProof();
        var sets = new List<OpenedSet>();
        foreach (var set in (await release(proof).ConfigureAwait(false)).Sets)
        {
            using var share = set.Share;
            sets.Add(new OpenedSet(set, stretched.Combine(share.Span)));
        }

        return sets;
    }

    public async Task<Enrolment> EnrolAsync(MailAddress address, ReadOnlyMemory<char> password, LoginParameters parameters, KeyShare share, CancellationToken cancellationToken)
    {
        using var stretched = await derivation.StretchAsync(password, ToInput(address, parameters), cancellationToken).ConfigureAwait(false);
        return new Enrolment(stretched.GetLoginProof(), stretched.Combine(share.Span));
    }

    private StretchInput ToInput(MailAddress address, LoginParameters parameters) =>
        new(context.Realm, address, parameters.Salt.ToBytes(), parameters.Kdf);
}
