using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Storage.Sqlite;
using SMail.Sdk.Transport;

namespace SMail.Benchmarks.Delivery;

/// <summary>A mail system for s-mail.test on SQLite, with some accounts, the first of them alice.</summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private readonly DirectoryInfo folder;

    private BenchSystem(DirectoryInfo folder, SMailServer server, SMailClient client, IReadOnlyList<MailSession> accounts) =>
        (this.folder, Server, Client, Accounts) = (folder, server, client, accounts);

    public SMailServer Server { get; }

    public SMailClient Client { get; }

    public IReadOnlyList<MailSession> Accounts { get; }

    public static async Task<BenchSystem> StartAsync(int accounts, IMailTransport? transport = null)
    {
        var folder = Directory.CreateTempSubdirectory("smail-bench-");
        var options = new SMailOptions().UseRealm("bench").UseDomain("s-mail.test").UseSqliteStorage(Path.Combine(folder.FullName, "data", "mail.db"))
            .UseSecretsFile(Path.Combine(folder.FullName, "secrets", "server.json"), createIfMissing: true);
        (options.Server.Sending.Messages, options.Server.Sending.Recipients, options.Server.Sending.NewAccountTime) = (null, null, TimeSpan.Zero);
        options.Server.Delivery.FirstRetry = options.Server.Delivery.LongestRetry = TimeSpan.FromMilliseconds(1);
        if (transport is not null)
            options.Transport = _ => transport;
        var server = await SMailServer.StartAsync(options);
        var client = new SMailClient(server.Door, options);
        var password = "correct horse battery staple".AsMemory();
        var sessions = new List<MailSession>();
        foreach (var name in Enumerable.Range(0, accounts).Select(i => i == 0 ? "alice" : $"user{i}"))
        {
            await client.Accounts.RegisterAsync(name, password, password);
            sessions.Add(await client.Accounts.LoginAsync(name, password));
        }

        return new BenchSystem(folder, server, client, sessions);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in Accounts)
            await session.DisposeAsync();
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
