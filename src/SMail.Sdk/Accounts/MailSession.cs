using System.Collections.Concurrent;
using System.Diagnostics;
using SMail.OpenPgp;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>A login: the only owner of open keys. Disposing it zeroes them; disposing it asynchronously also ends the login at the server.</summary>
[DebuggerDisplay("{Address}")]
public sealed class MailSession : IDisposable, IAsyncDisposable
{
    private readonly IMailServer server;
    private readonly AccessToken token;
    private readonly AccountKey accountKey;
    private readonly SecretKey secretKey;
    private int ended;

    internal MailSession(IMailServer server, MailAddress address, AccessToken token, DateTimeOffset expiresAt, AccountKey accountKey, SecretKey secretKey)
    {
        (this.server, this.token, this.accountKey, this.secretKey) = (server, token, accountKey, secretKey);
        (Address, ExpiresAt, Fingerprint) = (address, expiresAt, secretKey.Certificate.Fingerprint);
    }

    /// <summary>Whose session it is.</summary>
    public MailAddress Address { get; }

    /// <summary>When the server ends it by itself.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The fingerprint of the account's own key, to be compared with others in person.</summary>
    public Fingerprint Fingerprint { get; }

    internal AccountId Account => token.Account;

    internal AccessToken Token => Alive(token);

    internal SecretKey SecretKey => Alive(secretKey);

    /// <summary>Certificates by sender, so that a list asks once for each.</summary>
    internal ConcurrentDictionary<MailAddress, IReadOnlyList<Certificate>> Senders { get; } = new();

    /// <summary>Zeroes the keys. The login at the server ends by its time.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
            return;
        accountKey.Dispose();
        secretKey.Dispose();
    }

    /// <summary>Zeroes the keys and ends the login at the server; a server out of reach is no error here.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref ended) != 0)
            return;
        Dispose();
        try
        {
            await server.LogoutAsync(new LogoutRequest { Token = token }, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // disposal does not fail; the login ends by its time
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>The address, never a key.</summary>
    public override string ToString() => Address.ToString();

    private T Alive<T>(T value) => Volatile.Read(ref ended) == 0
        ? value
        : throw new SMailException(SMailError.SessionEnded, "The session was disposed; log in again.");
}
