using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.InMemory;

namespace SMail.Sdk.Tests;

/// <summary>A whole system in memory, with cheap password stretching and a clock that stands still, for tests that are about something else.</summary>
public sealed class TestSystem : IAsyncDisposable
{
    public const string Domain = "s-mail.test";
    public const string Password = "correct horse battery staple";
    private readonly string folder;

    private TestSystem(string folder) => this.folder = folder;

    public required SMailServer Server { get; init; }

    /// <summary>The door as the client half has it; its hooks are the outermost thing.</summary>
    public required DoorDecorator Door { get; init; }

    public required StorageDecorator Storage { get; init; }

    public required FakeTimeProvider Clock { get; init; }

    public required SMailOptions Options { get; init; }

    public required SMailClient Client { get; init; }

    public IAccountService Accounts => Client.Accounts;

    public IMailboxService Mailboxes => Client.Mailboxes;

    public IAccountAdministration Administration => Server.Administration;

    public string Pickup => Path.Combine(folder, "pickup");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a system.</summary>
    /// <param name="configure">Changes the options.</param>
    /// <param name="wrapDoor">Puts something between the halves.</param>
    public static async Task<TestSystem> StartAsync(Action<SMailOptions>? configure = null, Func<IMailServer, IMailServer>? wrapDoor = null)
    {
        var folder = Directory.CreateTempSubdirectory("smail-test-").FullName;
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        StorageDecorator? storage = null;
        var options = new SMailOptions { Realm = "test", Clock = clock, Storage = time => storage = new StorageDecorator(new InMemoryStorage(time)) };
        options.UseDomain(Domain).UseSecretsFile(Path.Combine(folder, "secrets", "secrets.json"), createIfMissing: true).UsePickupDirectory(Path.Combine(folder, "pickup"));
        options.Server.Kdf = KdfParameters.Constrained;
        options.Server.DeliveryLease = TimeSpan.FromMinutes(1);
        options.Server.LoginAnswerStep = TimeSpan.Zero; // hides nothing from tests, which look at the answers themselves
        (options.Server.Sending.Messages, options.Server.Sending.Recipients, options.Server.Sending.NewAccountTime) = (null, null, TimeSpan.Zero); // this clock stands still
        options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
        configure?.Invoke(options);
        var server = await SMailServer.StartAsync(options, Token);
        var door = new DoorDecorator((wrapDoor ?? (inner => inner))(DefaultDoor(server.Door)));
        return new TestSystem(folder)
        {
            Server = server,
            Door = door,
            Storage = storage!,
            Clock = clock,
            Options = options,
            Client = new SMailClient(door, options),
        };
    }

    // The project SMail.Sdk.Tests.ThroughJson runs every test through a door that serialises.
#if THROUGH_JSON
    private static readonly Func<IMailServer, IMailServer> DefaultDoor = door => new SerialisingDoor(door);
#else
    private static readonly Func<IMailServer, IMailServer> DefaultDoor = door => door;
#endif

    public async Task<MailSession> JoinAsync(string name, string password = Password)
    {
        await Accounts.RegisterAsync(name, password.AsMemory(), password.AsMemory(), Token);
        return await LoginAsync(name, password);
    }

    public Task<MailSession> LoginAsync(string name, string password = Password) => Accounts.LoginAsync(name, password.AsMemory(), Token);

    public Task<DeliveryReceipt> SendAsync(MailSession from, OutgoingMail mail) => Mailboxes.SendAsync(from, mail, Token);

    /// <summary>Sends, outside too, without being asked.</summary>
    public async Task<DeliveryReceipt> SendAnywhereAsync(MailSession from, OutgoingMail mail) =>
        await Mailboxes.SendAsync(from, (await Mailboxes.PlanAsync(from, mail, Token)).AllowOpen(), Token);

    public ValueTask<List<MailListItem>> ListAsync(MailSession session, MailFolder folder = MailFolder.Inbox) =>
        Mailboxes.ListAsync(session, folder, Token).ToListAsync(Token);

    public Task<OpenedMail> OpenAsync(MailSession session, EntryId entry) => Mailboxes.OpenAsync(session, entry, Token);

    /// <summary>Opens a message and reads it to its end.</summary>
    public async Task<byte[]> ReadAsync(MailSession session, EntryId entry)
    {
        using var opened = await OpenAsync(session, entry);
        return opened.ToBytes();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
