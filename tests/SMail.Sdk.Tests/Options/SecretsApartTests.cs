using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.InMemory;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Options;

/// <summary>Where the secrets lie, and what happens when they are renewed.</summary>
public sealed class SecretsApartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smail-apart-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("data/secrets.json", true)]
    [InlineData("data/deep/secrets.json", true)]
    [InlineData("data/../data/secrets.json", true)]
    [InlineData("link/secrets.json", true)]
    [InlineData("secrets.json", false)]
    [InlineData("data2/secrets.json", false)]
    public async Task Secrets_in_the_folder_of_the_data_are_refused(string path, bool isRefused)
    {
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), Path.Combine(folder, "data"));
        if (!isRefused)
        {
            await using var server = await StartAsync(path, allow: false);
            return;
        }

        var fault = await Assert.ThrowsAsync<SMailException>(() => StartAsync(path, allow: false));
        Assert.Equal(SMailError.InvalidOptions, fault.Code);
        Assert.Contains("ServerOptions.AllowColocatedSecrets", fault.Message, StringComparison.Ordinal);
        await using var allowed = await StartAsync(path, allow: true);
    }

    // One storage, two servers one after the other: the second has new versions beside the old ones.
    [Fact]
    public async Task New_versions_serve_what_is_new_and_old_ones_what_is_old()
    {
        var (clock, outside) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)), new ScriptedTransport());
        var storage = new InMemoryStorage(clock);
        using var first = ServerSecrets.Generate();
        outside.Always(TransportStatus.TryLater);
        await using (var server = await SMailServer.StartAsync(Options(Copy(first, extra: false)), Token))
        {
            var client = new SMailClient(server.Door, Options(null));
            await client.Accounts.RegisterAsync("alice", "password".AsMemory(), "password".AsMemory(), Token);
            await using var alice = await client.Accounts.LoginAsync("alice", "password".AsMemory(), Token);
            await client.Mailboxes.SendAsync(alice, (await client.Mailboxes.PlanAsync(alice, new ComposedMail { To = ["ann@outside.example"], Text = "Waiting" }, Token)).AllowOpen(), Token);
        }

        outside.Always(TransportStatus.Accepted);
        clock.Advance(TimeSpan.FromHours(1));
        await using (var server = await SMailServer.StartAsync(Options(Copy(first, extra: true)), Token))
        {
            var client = new SMailClient(server.Door, Options(null));
            await using var alice = await client.Accounts.LoginAsync("alice", "password".AsMemory(), Token);
            Assert.Equal(1, await server.DeliverDueAsync(Token));
            Assert.Contains("Waiting", System.Text.Encoding.ASCII.GetString(outside.Sent[^1].Bytes), StringComparison.Ordinal);
            using var registration = await client.Accounts.ReserveAsync("bobby", cancellationToken: Token);
            Assert.Equal(2, registration.Reservation.ShareVersion);
            await client.Accounts.CompleteAsync(registration, "password".AsMemory(), "password".AsMemory(), Token);
            await using var bobby = await client.Accounts.LoginAsync("bobby", "password".AsMemory(), Token);
        }

        SMailOptions Options(IServerSecretProvider? secrets)
        {
            var options = new SMailOptions { Realm = "test", Clock = clock, Storage = _ => storage, Secrets = secrets, Transport = _ => outside }.UseDomain("s-mail.test");
            options.Server.Kdf = options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
            return options;
        }
    }

    private async Task<SMailServer> StartAsync(string path, bool allow)
    {
        var options = new SMailOptions { Realm = "test", Storage = clock => new StorageDecorator(new InMemoryStorage(clock)) { DataFolder = Path.Combine(folder, "data") } };
        options.UseDomain("example.org").UseSecretsFile(Path.Combine(folder, path), createIfMissing: true);
        options.Server.AllowColocatedSecrets = allow;
        return await SMailServer.StartAsync(options, Token);
    }

    private static Fixed Copy(ServerSecrets secrets, bool extra)
    {
        var copy = new ServerSecrets();
        foreach (var (kind, version) in secrets.Versions)
            copy.Add(kind, version, secrets.Get(kind, version).Span);
        foreach (var kind in extra ? new[] { ServerSecretKind.Pepper, ServerSecretKind.Sigma, ServerSecretKind.Outbox } : [])
            copy.Add(kind, 2, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        return new Fixed(copy);
    }

    private sealed class Fixed(ServerSecrets secrets) : IServerSecretProvider
    {
        public string? Folder => null;

        public ValueTask<ServerSecrets> LoadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(secrets);
    }
}
