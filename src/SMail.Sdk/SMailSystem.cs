using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;

namespace SMail.Sdk;

/// <summary>A whole mail system in one process, without dependency injection: both halves and the door between them.</summary>
public sealed class SMailSystem : IAsyncDisposable
{
    private readonly SMailClient client;

    private SMailSystem(SMailServer server, SMailClient client) => (Server, this.client) = (server, client);

    /// <summary>Registration and login.</summary>
    public IAccountService Accounts => client.Accounts;

    /// <summary>Sending and reading.</summary>
    public IMailboxService Mailboxes => client.Mailboxes;

    /// <summary>The server half.</summary>
    public SMailServer Server { get; }

    /// <summary>Starts a mail system.</summary>
    /// <param name="configure">Sets realm, domains, storage and secrets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the message says what to change.</exception>
    public static async Task<SMailSystem> StartAsync(Action<SMailOptions> configure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new SMailOptions();
        configure(options);
        SMailOptionsCheck.CheckAll(options);
        var server = await SMailServer.StartAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            return new SMailSystem(server, new SMailClient(server.Door, options));
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops the server half.</summary>
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
