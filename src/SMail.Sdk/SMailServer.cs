using Microsoft.Extensions.Logging;
using SMail.Sdk.Delivery;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk;

/// <summary>The server half: storage, directory, delivery. It holds no password, no private key and no plain text of internal mail.</summary>
public sealed partial class SMailServer : IAsyncDisposable
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(10);
    private readonly IMailStorage storage;
    private readonly ServerSecrets secrets;
    private readonly MailServer server;

    private SMailServer(IMailStorage storage, ServerSecrets secrets, MailServer server) =>
        (this.storage, this.secrets, this.server) = (storage, secrets, server);

    /// <summary>The door, for client halves.</summary>
    public IMailServer Door => server;

    /// <summary>The way in for mail from outside.</summary>
    public IInbox Inbox => server.Inbox;

    /// <summary>What an administrator does with accounts; beside the door, so that serving the one never serves the other.</summary>
    public IAccountAdministration Administration => server.Administration;

    /// <summary>Starts the server half.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>: the message says what to change.</exception>
    public static async Task<SMailServer> StartAsync(SMailOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var domains = SMailOptionsCheck.CheckShared(options);
        SMailOptionsCheck.CheckServer(options);
        var secrets = await options.Secrets!.LoadAsync(cancellationToken).ConfigureAwait(false);
        IMailStorage? storage = null;
        try
        {
            storage = options.Storage!(options.Clock) ?? throw new SMailException(SMailError.InvalidOptions, "SMailOptions.Storage gave no storage.");
            SMailOptionsCheck.CheckApart(storage.DataFolder, options.Secrets.Folder, options.Server.AllowColocatedSecrets);
            var logger = options.LoggerFactory.CreateLogger<SMailServer>();
            if (options.Server.AllowColocatedSecrets)
                LogColocated(logger);
            var context = new ServerContext(
                options.Realm, new DeliveryRouter(domains), storage, options.Transport?.Invoke(options.Clock), secrets, options.Server, options.Clock, logger);
            return new SMailServer(storage, secrets, new MailServer(context));
        }
        catch
        {
            secrets.Dispose();
            if (storage is not null)
                await storage.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Works off deliveries that are due: those a crash left behind and those to be tried again. Call it now and then.</summary>
    /// <returns>How many pieces of work were done or tried.</returns>
    public Task<int> DeliverDueAsync(CancellationToken cancellationToken = default) => server.Pump.RunAsync(cancellationToken);

    /// <summary>Deletes bodies that nobody holds any more: uploads that were never sent. Call it now and then.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        const int batch = 1000;
        for (var total = 0; ;)
        {
            var swept = await server.Context.WithinAsync(
                server.Context.Options.RequestTime, token => storage.Blobs.SweepAsync(batch, token), cancellationToken).ConfigureAwait(false);
            total += swept;
            if (swept < batch)
                return total;
        }
    }

    /// <summary>Asks the storage something small; returns when it answers, for which it has ten seconds.</summary>
    /// <exception cref="StorageException">It does not answer, or its data are damaged.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken = default) =>
        await server.Context.WithinAsync(
            ProbeTime, token => storage.Directory.FindAsync(MailAddress.Parse("health@probe.invalid"), token), cancellationToken).ConfigureAwait(false);

    /// <summary>Closes transport and storage and zeroes the server's secrets.</summary>
    public async ValueTask DisposeAsync()
    {
        server.Dispose();
        if (server.Context.Transport is IAsyncDisposable transport)
            await transport.DisposeAsync().ConfigureAwait(false);
        await storage.DisposeAsync().ConfigureAwait(false);
        secrets.Dispose();
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "AllowColocatedSecrets is set: whoever steals the database may also have the secrets, and can then guess passwords.")]
    private static partial void LogColocated(ILogger logger);
}
