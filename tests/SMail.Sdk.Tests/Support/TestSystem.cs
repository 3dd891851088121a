using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.InMemory;

namespace SMail.Sdk.Tests;

/// <summary>A whole system in memory, with cheap password stretching, for tests that are about something else.</summary>
public sealed class TestSystem : IAsyncDisposable
{
    public const string Domain = "s-mail.test";
    public const string Password = "correct horse battery staple";
    private readonly string folder;

    private TestSystem(string folder) => this.folder = folder;

    public required SMailServer Server { get; init; }

    public required IMailServer Door { get; init; }

    public required SMailOptions Options { get; init; }

    public required SMailClient Client { get; init; }

    public IAccountService Accounts => Client.Accounts;

    public IMailboxService Mailboxes => Client.Mailboxes;

    public string Pickup => Path.Combine(folder, "pickup");

    /// <summary>Starts a system.</summary>
    /// <param name="configure">Changes the options.</param>
    /// <param name="wrapDoor">Puts something between the halves.</param>
    public static async Task<TestSystem> StartAsync(Action<SMailOptions>? configure = null, Func<IMailServer, IMailServer>? wrapDoor = null)
    {
        var folder = Directory.CreateTempSubdirectory("smail-test-").FullName;
        var options = new SMailOptions { Realm = "test" };
        options.UseDomain(Domain).UseInMemoryStorage().UseSecretsFile(Path.Combine(folder, "secrets", "secrets.json"), createIfMissing: true).UsePickupDirectory(Path.Combine(folder, "pickup"));
        options.Server.Kdf = KdfParameters.Constrained;
        options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
        configure?.Invoke(options);
        var server = await SMailServer.StartAsync(options);
        var door = (wrapDoor ?? DefaultDoor)(server.Door);
        return new TestSystem(folder) { Server = server, Door = door, Options = options, Client = new SMailClient(door, options) };
    }

    /// <summary>Set by SMAIL_TEST_DOOR=json: the whole suite runs through a door that serialises every call and answer.</summary>
    private static IMailServer DefaultDoor(IMailServer door) =>
        Environment.GetEnvironmentVariable("SMAIL_TEST_DOOR") == "json" ? new SerialisingDoor(door) : door;

    public async Task<MailSession> JoinAsync(string name)
    {
        await Accounts.RegisterAsync(name, Password.AsMemory(), Password.AsMemory(), TestContext.Current.CancellationToken);
        return await Accounts.LoginAsync(name, Password.AsMemory(), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
