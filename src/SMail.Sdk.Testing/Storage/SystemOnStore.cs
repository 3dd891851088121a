using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Storage;
using SMail.Sdk.Testing.Faults;
using SMail.Sdk.Transport;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>A whole mail system on the store under test; the store outlives it.</summary>
internal sealed class SystemOnStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smail-suite-");

    public required SMailSystem System { get; init; }

    /// <summary>Every call of the mail system passes here before it reaches the store.</summary>
    public required StorageDecorator Store { get; init; }

    /// <summary>Whether mail to the outside is refused for now.</summary>
    public bool OutsideIsClosed { get; set; }

    /// <summary>Where mail to the outside is put.</summary>
    public string Spool => Path.Combine(_folder.FullName, "spool");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a mail system with secrets that nobody else needs.</summary>
    public static async Task<SystemOnStore> StartAsync(IMailStorage store, TimeProvider clock)
    {
        var secrets = Directory.CreateTempSubdirectory("smail-suite-secrets-");
        try
        {
            return await StartAsync(store, clock, Path.Combine(secrets.FullName, "server.json"));
        }
        finally
        {
            secrets.Delete(recursive: true); // They are in memory now.
        }
    }

    /// <summary>Starts a mail system with secrets of a file, which is made where it is missing.</summary>
    public static async Task<SystemOnStore> StartAsync(IMailStorage store, TimeProvider clock, string secretsFile)
    {
        SystemOnStore? made = null;
        var decorator = new StorageDecorator(new Borrowed(store));
        var system = await SMailSystem.StartAsync(options =>
        {
            options.UseRealm("suite").UseDomain("s-mail.test").UseSecretsFile(secretsFile, createIfMissing: true);
            options.Clock = clock;
            options.Storage = _ => decorator;
            options.Transport = _ => new Gate(() => made!);
            (options.Server.Sending.Messages, options.Server.Sending.Recipients, options.Server.Sending.NewAccountTime) = (null, null, TimeSpan.Zero);
            options.Server.DeliveryLease = TimeSpan.FromMinutes(1);
            options.Server.Kdf = KdfParameters.Constrained;
            options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
        }, Token);
        return made = new SystemOnStore { System = system, Store = decorator };
    }

    public async Task<MailSession> JoinAsync(string name, string password)
    {
        await System.Accounts.RegisterAsync(name, password.AsMemory(), password.AsMemory(), Token);
        return await System.Accounts.LoginAsync(name, password.AsMemory(), Token);
    }

    public async Task<DeliveryReceipt> SendAsync(MailSession session, OutgoingMail mail) =>
        await System.Mailboxes.SendAsync(session, (await System.Mailboxes.PlanAsync(session, mail, Token)).AllowOpen(), Token);

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The pickup folder, with a gate before it.</summary>
    private sealed class Gate(Func<SystemOnStore> system) : IMailTransport
    {
        public ValueTask<IReadOnlyList<TransportResult>> SendAsync(MailEnvelope envelope, IAsyncEnumerable<Server.OpenMessage> message, CancellationToken cancellationToken) =>
            system().OutsideIsClosed
                ? new([.. envelope.Recipients.Select(_ => new TransportResult(TransportStatus.TryLater))])
                : new PickupDirectoryTransport(system().Spool).SendAsync(envelope, message, cancellationToken);
    }

    private sealed class Borrowed(IMailStorage store) : IMailStorage
    {
        public IAccountStore Accounts => store.Accounts;

        public IMessageStore Messages => store.Messages;

        public IOutboxStore Outbox => store.Outbox;

        public IDirectoryStore Directory => store.Directory;

        public IBlobStore Blobs => store.Blobs;

        public string? DataFolder => store.DataFolder;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
