using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Storage;
using SMail.Sdk.Storage.InMemory;

namespace SMail.Quickstart;

/// <summary>A mail system in a temporary folder, which is gone at the end.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Domain = "s-mail.test";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("smail-quickstart-");
    private SMailSystem? system;

    private World() { }

    public IAccountService Accounts => system!.Accounts;

    public IMailboxService Mailboxes => system!.Mailboxes;

    /// <summary>The server half's storage, to show what it holds.</summary>
    public IMailStorage Storage { get; private set; } = null!;

    /// <summary>Where mail to the outside is put.</summary>
    public string Pickup => Path.Combine(folder.FullName, "pickup");

    public static async Task<World> StartAsync(CancellationToken cancellationToken)
    {
        var world = new World();
        world.system = await SMailSystem.StartAsync(options =>
        {
            options.Realm = "quickstart";
            options.UseDomain(Domain);
            options.UseInMemoryStorage();
            options.UsePickupDirectory(world.Pickup);
            options.UseSecretsFile(Path.Combine(world.folder.FullName, "secrets", "server.json"), createIfMissing: true);
            var chosen = options.Storage!;
            options.Storage = clock => world.Storage = chosen(clock);
        }, cancellationToken);
        return world;
    }

    /// <summary>Registers an account and logs in.</summary>
    public async Task<MailSession> JoinAsync(string name, string password, CancellationToken cancellationToken)
    {
        await Accounts.RegisterAsync(name, password.AsMemory(), password.AsMemory(), cancellationToken);
        return await Accounts.LoginAsync(name, password.AsMemory(), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (system is not null)
            await system.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
