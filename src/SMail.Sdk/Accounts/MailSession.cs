using System.Collections.Concurrent;
using System.Collections.Immutable;
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
    private readonly AccountRecords records;
    private readonly List<SecretKey> retired = [];
    private readonly int lockedSets;
    private SecretKey secretKey;
    private ImmutableList<SecretKey> unlocked = [];
    private int ended;

    internal MailSession(IMailServer server, MailAddress address, LoginGrant grant, WrapBinding login, AccountRecords records, SecretKey secretKey)
    {
        (this.server, token, this.records, this.secretKey) = (server, grant.Token, records, secretKey);
        lockedSets = grant.LockedSets;
        (Address, ExpiresAt, Fingerprint, Login) = (address, grant.ExpiresAt, secretKey.Certificate.Fingerprint, login);
    }

    /// <summary>Whose session it is.</summary>
    public MailAddress Address { get; }

    /// <summary>When the server ends it by itself.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The fingerprint of the account's own key, to be compared with others in person.</summary>
    public Fingerprint Fingerprint { get; }

    internal AccountId Account => token.Account;

    internal AccessToken Token => Alive(token);

    internal SecretKey SecretKey => Alive(Volatile.Read(ref secretKey));

    /// <summary>What mail is opened with: the account's own key first, then those from before resets that were unlocked.</summary>
    internal IReadOnlyList<SecretKey> Readers => [SecretKey, .. Volatile.Read(ref unlocked)];

    /// <summary>Whether some keys from before resets are still locked.</summary>
    internal bool HasLockedKeys => Volatile.Read(ref unlocked).Count < lockedSets;

    internal AccountRecords Records => Alive(records);

    /// <summary>How the account key was wrapped when this session began: its salt never changes.</summary>
    internal WrapBinding Login { get; }

    /// <summary>Certificates by sender, so that a list asks once for each.</summary>
    internal ConcurrentDictionary<MailAddress, IReadOnlyList<Certificate>> Senders { get; } = new();

    /// <summary>Refuses to prove a password in another way than at login. The salt is a function of the address: a server that names another one is after a proof it could use elsewhere.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeyDerivationRefused"/>.</exception>
    internal void CheckIsAsAtLogin(LoginParameters parameters)
    {
        if (parameters.Protocol != Login.Protocol || !parameters.Salt.ToBytes().AsSpan().SequenceEqual(Login.AccountSalt.Span))
            throw new SMailException(SMailError.KeyDerivationRefused, "The server asks for another login protocol or another salt than at login.");
    }

    /// <summary>Zeroes the keys. The login at the server ends by its time.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
            return;
        records.Dispose();
        lock (retired)
        {
            retired.ForEach(old => old.Dispose());
            unlocked.ForEach(old => old.Dispose());
        }

        secretKey.Dispose();
    }

    /// <summary>Goes on with another key; the one before lives as long as the session, because somebody may be using it.</summary>
    internal void Adopt(SecretKey rotated)
    {
        lock (retired)
        {
            var before = Interlocked.Exchange(ref secretKey, rotated);
            retired.Add(before);
            if (Volatile.Read(ref ended) == 0)
                return;
            before.Dispose();
            rotated.Dispose();
        }
    }

    /// <summary>Opens mail with a key from before a reset, too; one that is open already is not kept twice.</summary>
    internal void Unlock(SecretKey key)
    {
        lock (retired)
        {
            if (Volatile.Read(ref ended) != 0 || unlocked.Any(known => known.Certificate.Fingerprint == key.Certificate.Fingerprint))
                key.Dispose();
            else
                Volatile.Write(ref unlocked, unlocked.Add(key));
        }
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
