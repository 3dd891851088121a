using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Testing;

namespace SMail.Sdk.Storage.Sqlite.Tests.RealFaults;

/// <summary>What an application sees of a store in trouble: one error, and mail that is there once when the trouble is over.</summary>
public sealed class MailOverFaultTests : IAsyncLifetime
{
    private static readonly ReadOnlyMemory<char> Password = "correct horse battery staple".AsMemory();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smail-fault-");
    private SMailSystem _system = null!;
    private MailSession _alice = null!;
    private MailSession _bobby = null!;

    private string File => Path.Combine(_folder.FullName, "data", "mail.db");

    public async ValueTask InitializeAsync()
    {
        _system = await SMailSystem.StartAsync(options =>
        {
            options.UseRealm("faults").UseDomain("s-mail.test").UseSecretsFile(Path.Combine(_folder.FullName, "secrets.json"), createIfMissing: true);
            options.UseSqliteStorage(File, sqlite => (sqlite.MaxBytes, sqlite.BusyTimeout) = (4_000_000, TimeSpan.FromMilliseconds(50)));
            options.Clock = new ManualClock();
            (options.Server.Sending.Messages, options.Server.Sending.Recipients, options.Server.Sending.NewAccountTime) = (null, null, TimeSpan.Zero);
            options.Server.DeliveryLease = TimeSpan.FromMinutes(1);
            options.Server.Kdf = KdfParameters.Constrained;
            options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
        }, Seeds.Token);
        (_alice, _bobby) = (await JoinAsync("alice"), await JoinAsync("bobby"));
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _bobby.DisposeAsync();
        await _system.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_full_store_refuses_mail_still_shows_what_it_has_and_takes_mail_when_there_is_room()
    {
        var taken = 0;
        SMailException? refused = null;
        while (refused is null)
        {
            refused = await Record.ExceptionAsync(() => SendAsync($"{taken}", 400_000)) as SMailException;
            taken += refused is null ? 1 : 0;
            Assert.True(taken < 100, "A store of 4 MB did not fill up.");
        }
        Assert.Equal(SMailError.ServerUnavailable, refused.Code);
        Assert.True(taken > 2);
        var inbox = await ListAsync(_bobby, MailFolder.Inbox);
        Assert.Equal(taken, inbox.Count);

        for (var i = 0; i < 2; i++)
        {
            await _system.Mailboxes.DeleteAsync(_bobby, inbox[i].Entry, Seeds.Token);
            await _system.Mailboxes.DeleteAsync(_alice, (await ListAsync(_alice, MailFolder.Sent)).Single(item => item.Summary?.Subject == inbox[i].Summary?.Subject).Entry, Seeds.Token);
        }
        await SendAsync("Room", 400_000);
        Assert.Equal(taken - 1, (await ListAsync(_bobby, MailFolder.Inbox)).Count);
    }

    [Fact]
    public async Task A_locked_store_refuses_mail_and_the_same_plan_sends_it_once_afterwards()
    {
        var plan = await _system.Mailboxes.PlanAsync(_alice, Mail("Locked", 1000), Seeds.Token);
        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            var refused = await Assert.ThrowsAsync<SMailException>(() => _system.Mailboxes.SendAsync(_alice, plan, Seeds.Token));
            Assert.Equal(SMailError.ServerUnavailable, refused.Code);
            Assert.Empty(await ListAsync(_bobby, MailFolder.Inbox));
        }
        var receipt = await _system.Mailboxes.SendAsync(_alice, plan, Seeds.Token);
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(receipt.Recipients).Status);
        Assert.Single(await ListAsync(_bobby, MailFolder.Inbox));
        Assert.Single(await ListAsync(_alice, MailFolder.Sent));
    }

    private async Task<MailSession> JoinAsync(string name)
    {
        await _system.Accounts.RegisterAsync(name, Password, Password, Seeds.Token);
        return await _system.Accounts.LoginAsync(name, Password, Seeds.Token);
    }

    private async Task SendAsync(string subject, int bytes) => await _system.Mailboxes.SendAsync(_alice, Mail(subject, bytes), Seeds.Token);

    private async Task<List<MailListItem>> ListAsync(MailSession session, MailFolder folder) =>
        await _system.Mailboxes.ListAsync(session, folder, Seeds.Token).ToListAsync(Seeds.Token);

    private static ComposedMail Mail(string subject, int bytes) =>
        new() { To = ["bobby"], Subject = subject, Attachments = [new MailAttachment("a.bin", RandomNumberGenerator.GetBytes(bytes))] };
}
