using SMail.OpenPgp;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Storage.Sqlite;

namespace SMail.Quickstart;

/// <summary>A mail system on SQLite: in a temporary folder that is gone at the end, or in one that stays.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Domain = "s-mail.test";
    private readonly string folder;
    private readonly bool isTemporary;
    private SMailSystem? system;

    private World(string? dataFolder) =>
        (folder, isTemporary) = (dataFolder ?? Directory.CreateTempSubdirectory("smail-quickstart-").FullName, dataFolder is null);

    public IAccountService Accounts => system!.Accounts;

    public IMailboxService Mailboxes => system!.Mailboxes;

    /// <summary>What an administrator does; beside the door, and never through it.</summary>
    public IAccountAdministration Administration => system!.Server.Administration;

    /// <summary>The server half's storage, to show what it holds.</summary>
    public IMailStorage Storage { get; private set; } = null!;

    /// <summary>Where mail to the outside is put.</summary>
    public string Pickup => Path.Combine(folder, "pickup");

    /// <summary>The folder of the database. The server's secrets lie beside it, not in it.</summary>
    public string Data => Path.Combine(folder, "mail");

    public string Farewell => isTemporary ? "Everything lay in a temporary folder, which is gone now." : $"Everything is kept in {folder}.";

    public static async Task<World> StartAsync(string? dataFolder, OpenPgpProfile profile, CancellationToken cancellationToken)
    {
        var world = new World(dataFolder);
        try
        {
            world.system = await SMailSystem.StartAsync(options =>
            {
                options.UseRealm("quickstart").UseDomain(Domain).UsePickupDirectory(world.Pickup);
                options.UseSqliteStorage(Path.Combine(world.Data, "smail.db"));
                options.UseSecretsFile(Path.Combine(world.folder, "secrets", "server.json"), createIfMissing: true);
                options.KeyProfile = profile;
                options.Server.PasswordReset = PasswordResetMode.ByToken; // the default is no reset at all
                options.Server.RecoveryPhrase = true; // the default is none
                options.Server.Sending.NewAccountTime = TimeSpan.Zero; // it sends a folder of files at once
                options.Server.Sending.Messages = null;
                var chosen = options.Storage!;
                options.Storage = clock => world.Storage = chosen(clock);
            }, cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Registers an account, unless an earlier run did, and logs in.</summary>
    public async Task<MailSession> JoinAsync(string name, string password, CancellationToken cancellationToken)
    {
        if ((await Accounts.CheckNameAsync(name, cancellationToken)).IsAvailable)
            await Accounts.RegisterAsync(name, password.AsMemory(), password.AsMemory(), cancellationToken);
        return await Accounts.LoginAsync(name, password.AsMemory(), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (system is not null)
            await system.DisposeAsync();
        if (isTemporary)
            Directory.Delete(folder, recursive: true);
    }
}
