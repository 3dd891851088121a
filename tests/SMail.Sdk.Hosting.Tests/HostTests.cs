using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Storage.InMemory;
using SMail.Sdk.Testing.Faults;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Hosting.Tests;

/// <summary>A real host around a real mail system; only the way out and the clock are doubles.</summary>
public sealed class HostTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("smail-hosting-");
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Mail_that_could_not_leave_is_tried_again_by_the_host()
    {
        var transport = new GatedTransport { Results = new([TransportStatus.TryLater, TransportStatus.Accepted]) };
        using var host = Build(services => services.AddSMail(options => Configure(options, "one", transport)).AddSMailHosting());
        await host.StartAsync(Token);
        var mailboxes = host.Services.GetRequiredService<IMailboxService>();
        await using var alice = await JoinAsync(host.Services.GetRequiredService<IAccountService>());

        var receipt = await mailboxes.SendAsync(alice, new ComposedMail { To = ["carol@example.org"], Text = "Hello" }, Token);
        Assert.Equal(DeliveryStatus.Queued, Assert.Single(receipt.Recipients).Status);
        await AdvanceUntilAsync(() => transport.Calls == 2);

        Assert.Equal(2, transport.Calls);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Stopping_lets_a_delivery_that_is_under_way_finish()
    {
        var transport = new GatedTransport { Results = new([TransportStatus.TryLater, TransportStatus.Accepted]) };
        using var host = Build(services => services.AddSMail(options => Configure(options, "one", transport)).AddSMailHosting());
        await host.StartAsync(Token);
        await using var alice = await JoinAsync(host.Services.GetRequiredService<IAccountService>());
        await host.Services.GetRequiredService<IMailboxService>().SendAsync(alice, new ComposedMail { To = ["carol@example.org"], Text = "Hello" }, Token);
        transport.Gate = new TaskCompletionSource();
        await AdvanceUntilAsync(() => transport.Calls == 2);

        var stop = host.StopAsync(Token);
        Assert.False(stop.IsCompleted);
        transport.Gate.SetResult();
        await stop;

        Assert.Equal(2, transport.Finished);
    }

    [Fact]
    public async Task Stopping_breaks_a_delivery_off_when_the_host_has_waited_long_enough_and_the_mail_stays_queued()
    {
        var transport = new GatedTransport { Results = new([TransportStatus.TryLater, TransportStatus.Accepted]) };
        using var host = Build(services => services.AddSMail(options => Configure(options, "one", transport)).AddSMailHosting());
        await host.StartAsync(Token);
        await using var alice = await JoinAsync(host.Services.GetRequiredService<IAccountService>());
        var mailboxes = host.Services.GetRequiredService<IMailboxService>();
        await mailboxes.SendAsync(alice, new ComposedMail { To = ["carol@example.org"], Text = "Hello" }, Token);
        transport.Gate = new TaskCompletionSource();
        await AdvanceUntilAsync(() => transport.Calls == 2);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMilliseconds(100));
        await host.StopAsync(patience.Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(1, transport.Finished);
        var sent = await mailboxes.ListAsync(alice, MailFolder.Sent, Token).SingleAsync(Token);
        Assert.Equal(DeliveryStatus.Queued, Assert.Single(sent.Recipients).Status);
    }

    [Fact]
    public async Task The_host_sweeps_what_nobody_holds()
    {
        StorageDecorator? storage = null;
        using var host = Build(services => services.AddSMail(options => storage = ConfigureWithFaults(options)).AddSMailHosting(options => options.SweepInterval = TimeSpan.FromMinutes(1)));
        await host.StartAsync(Token);
        var blob = Id.Generate<BlobId>();
        await storage!.Blobs.AppendAsync(blob, 0, new SealedChunk(new byte[10]), clock.GetUtcNow().AddMinutes(5), Token);

        var waits = 0;
        while (await storage.Inner.Blobs.FindAsync(blob, Token) is not null && waits++ < 2000)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Token);
        }

        Assert.Null(await storage.Inner.Blobs.FindAsync(blob, Token));
        Assert.True(waits >= 300, "It was swept under its lease.");
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Storage_that_fails_is_unhealthy_by_its_code_and_work_goes_on_when_it_is_well_again()
    {
        var transport = new GatedTransport { Results = new([TransportStatus.TryLater, TransportStatus.Accepted]) };
        StorageDecorator? storage = null;
        using var host = Build(services => services.AddSMail(options => storage = ConfigureWithFaults(options, transport)).AddSMailHosting());
        await host.StartAsync(Token);
        await using var alice = await JoinAsync(host.Services.GetRequiredService<IAccountService>());
        await host.Services.GetRequiredService<IMailboxService>().SendAsync(alice, new ComposedMail { To = ["carol@example.org"], Text = "Hello" }, Token);
        var health = host.Services.GetRequiredService<HealthCheckService>();

        var fault = storage!.Hooks.Inject(Fault.Throws(StorageError.Corrupt), times: int.MaxValue - 1);
        var report = await health.CheckHealthAsync(Token);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Equal("Storage does not answer (Corrupt).", report.Entries["smail"].Description);
        await AdvanceUntilAsync(() => fault.Count > 20);
        Assert.Equal(1, transport.Calls);

        storage.Hooks.Clear();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);
        await AdvanceUntilAsync(() => transport.Finished == 2);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Several_mail_systems_live_in_one_host_and_know_nothing_of_each_other()
    {
        using var host = Build(services => services
            .AddKeyedSMail("red", options => Configure(options, "red")).AddSMailHosting(key: "red")
            .AddKeyedSMail("blue", options => Configure(options, "blue")).AddSMailHosting(key: "blue"));
        await host.StartAsync(Token);
        var red = host.Services.GetRequiredKeyedService<IAccountService>("red");
        var blue = host.Services.GetRequiredKeyedService<IAccountService>("blue");

        await using var session = await JoinAsync(red);

        Assert.False((await red.CheckNameAsync("alice", Token)).IsAvailable);
        Assert.True((await blue.CheckNameAsync("alice", Token)).IsAvailable);
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.Equal(["smail-blue", "smail-red"], report.Entries.Keys.Order());
        Assert.Equal(HealthStatus.Healthy, report.Status);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Wrong_options_stop_the_host_from_starting_and_say_why()
    {
        using var host = Build(services => services.AddSMail(options => options.UseRealm("x")).AddSMailHosting());

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Contains("UseDomain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddSMailHosting(options => options.SweepInterval = TimeSpan.Zero));

    private IHost Build(Action<IServiceCollection> configure) => new HostBuilder().ConfigureServices(services =>
    {
        services.AddSingleton<TimeProvider>(clock);
        configure(services);
    }).Build();

    private void Configure(SMailOptions options, string name, IMailTransport? transport = null)
    {
        options.UseRealm(name).UseDomain("s-mail.test").UseInMemoryStorage().UseSecretsFile(Path.Combine(folder.FullName, name, "secrets.json"), createIfMissing: true);
        options.Transport = transport is null ? null : _ => transport;
        options.Mailbox.OpenMail = OpenMailPolicy.AllowOpen;
        options.Server.Kdf = KdfParameters.Constrained;
        options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
    }

    private StorageDecorator ConfigureWithFaults(SMailOptions options, IMailTransport? transport = null)
    {
        Configure(options, "one", transport);
        var storage = new StorageDecorator(new InMemoryStorage(clock));
        options.Storage = _ => storage;
        return storage;
    }

    private static async Task<MailSession> JoinAsync(IAccountService accounts)
    {
        var password = "correct horse battery staple".AsMemory();
        await accounts.RegisterAsync("alice", password, password, Token);
        return await accounts.LoginAsync("alice", password, Token);
    }

    // The host's timers run on the fake clock; its work runs on other threads.
    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Token);
        }

        Assert.True(condition());
    }

    private sealed class GatedTransport : IMailTransport
    {
        private int calls;
        private int finished;

        public required Queue<TransportStatus> Results { get; init; }

        public TaskCompletionSource? Gate { get; set; }

        public int Calls => Volatile.Read(ref calls);

        public int Finished => Volatile.Read(ref finished);

        public async ValueTask<IReadOnlyList<TransportResult>> SendAsync(MailEnvelope envelope, IAsyncEnumerable<OpenMessage> message, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref calls);
            await foreach (var _ in message.WithCancellation(cancellationToken))
            {
            }

            if (Gate is { } gate)
                await gate.Task.WaitAsync(cancellationToken);
            Interlocked.Increment(ref finished);
            return [new TransportResult(Results.Dequeue())];
        }
    }
}
