using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>
/// The files that each release of a provider wrote open in this one. Every store that names a <see cref="IMailStorage.DataFolder"/> needs it.
/// </summary>
/// <remarks>
/// For a new release, set <c>SMAIL_WRITE_GOLDEN</c> to a new folder in <see cref="Releases"/>, run the suite, and commit what was
/// written: <c>data</c> and <c>secrets</c>. It is never changed afterwards. The files hold made-up mail under a known password.
/// </remarks>
public abstract class StorageGoldenSuite : IDisposable
{
    private const string Password = "correct horse battery staple";
    private const string SmallText = "Small enough to lie within its rows.";
    private const string OpenText = "Waits for a server that does not answer yet.";
    private static readonly DateTimeOffset Written = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smail-golden-");

    /// <summary>A folder with one folder for each release.</summary>
    protected abstract string Releases { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the store that lies in a folder; makes it where the folder is empty.</summary>
    /// <param name="folder">The folder; nothing else is in it.</param>
    /// <param name="clock">The only clock the store may ask for the time of day.</param>
    protected abstract ValueTask<IMailStorage> OpenAsync(string folder, TimeProvider clock);

    [Fact]
    public Task What_each_release_wrote_opens() => ForEachAsync(async mail =>
    {
        await using var bobby = await LogInAsync(mail, "bobby");
        var inbox = await ListAsync(mail, bobby, MailFolder.Inbox);
        Assert.Equal(["Large", "Small"], Subjects(inbox));
        foreach (var item in inbox)
        {
            using var opened = await mail.System.Mailboxes.OpenAsync(bobby, item.Entry, Token);
            Assert.True(opened.Verdict is MailVerdict.FirstSeen or MailVerdict.Verified, $"{opened.Verdict}");
            Assert.Equal(SmallText, opened.Text?.Trim());
            if (item.Summary?.Subject == "Large")
                Assert.Equal(Attachment().Length, Assert.Single(opened.Attachments).Content.Length);
        }
        await using var alice = await LogInAsync(mail, "alice");
        Assert.Equal(["Large", "Open", "Small"], Subjects(await ListAsync(mail, alice, MailFolder.Sent)));
    });

    [Fact]
    public Task What_each_release_left_in_the_outbox_is_delivered() => ForEachAsync(async mail =>
    {
        // With it the login the release had left open, which has ended since.
        Assert.True(await mail.System.Server.DeliverDueAsync(Token) >= 1);
        Assert.Contains(OpenText, await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(mail.Spool, "*.eml", SearchOption.AllDirectories)), Token), StringComparison.Ordinal);
        Assert.Equal(0, await mail.System.Server.DeliverDueAsync(Token));
        await using var alice = await LogInAsync(mail, "alice");
        var open = (await ListAsync(mail, alice, MailFolder.Sent)).Single(item => item.Summary?.Subject == "Open");
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(open.Recipients).Status);
    });

    [Fact]
    public Task The_accounts_of_each_release_go_on_writing_to_each_other() => ForEachAsync(async mail =>
    {
        await using var bobby = await LogInAsync(mail, "bobby");
        await using var alice = await LogInAsync(mail, "alice");
        await mail.SendAsync(bobby, new ComposedMail { To = ["alice"], Subject = "Later", Text = "Still here." });
        using var opened = await mail.System.Mailboxes.OpenAsync(alice, Assert.Single(await ListAsync(mail, alice, MailFolder.Inbox)).Entry, Token);
        Assert.Equal("Still here.", opened.Text?.Trim());
    });

    [Fact]
    public Task The_addresses_of_each_release_are_listed() => ForEachAsync(async mail =>
    {
        var listed = await mail.Store.AllAddressesAsync(new DirectoryFilter { Domain = "s-mail.test" });
        Assert.Equal(["alice", "bobby"], listed.Select(row => row.Address.LocalPart).Order(StringComparer.Ordinal));
        Assert.All(listed, row => Assert.Equal((DirectoryStatus.Active, null), (row.Status, row.AliasOf)));
    });

    /// <summary>The writer of the files; without the variable it writes where nobody looks.</summary>
    [Fact]
    public async Task This_release_writes_such_files()
    {
        var folder = Environment.GetEnvironmentVariable("SMAIL_WRITE_GOLDEN") is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : _folder.FullName;
        await UseAsync(folder, TimeSpan.Zero, async mail =>
        {
            mail.OutsideIsClosed = true;
            await using (await mail.JoinAsync("bobby", Password)) { }
            await using var alice = await mail.JoinAsync("alice", Password);
            await mail.SendAsync(alice, new ComposedMail { To = ["bobby"], Subject = "Small", Text = SmallText });
            await mail.SendAsync(alice, new ComposedMail { To = ["bobby"], Subject = "Large", Text = SmallText, Attachments = [new MailAttachment("numbers.bin", Attachment())] });
            await mail.SendAsync(alice, new ComposedMail { To = ["carol@example.org"], Subject = "Open", Text = OpenText });
        });
        Assert.NotEmpty(Directory.GetFiles(DataOf(folder)));
        Assert.True(File.Exists(SecretsOf(folder)));
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _folder.Delete(recursive: true);
    }

    private static string DataOf(string folder) => Path.Combine(folder, "data");

    private static string SecretsOf(string folder) => Path.Combine(folder, "secrets", "server.json");

    private async Task ForEachAsync(Func<SystemOnStore, Task> act)
    {
        var releases = Directory.GetDirectories(Releases);
        Assert.NotEmpty(releases);
        foreach (var release in releases)
        {
            // On a copy, because a release's files are never changed.
            var copy = Path.Combine(_folder.FullName, Path.GetFileName(release));
            foreach (var file in Directory.GetFiles(release, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(release, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
            await UseAsync(copy, TimeSpan.FromHours(1), act);
        }
    }

    private async Task UseAsync(string folder, TimeSpan after, Func<SystemOnStore, Task> act)
    {
        var clock = new ManualClock();
        clock.Advance(Written + after - clock.GetUtcNow());
        Directory.CreateDirectory(DataOf(folder));
        await using var store = await OpenAsync(DataOf(folder), clock);
        await using var mail = await SystemOnStore.StartAsync(store, clock, SecretsOf(folder));
        await act(mail);
    }

    private static Task<MailSession> LogInAsync(SystemOnStore mail, string name) => mail.System.Accounts.LoginAsync(name, Password.AsMemory(), Token);

    private static async Task<List<MailListItem>> ListAsync(SystemOnStore mail, MailSession session, MailFolder folder) =>
        await mail.System.Mailboxes.ListAsync(session, folder, Token).ToListAsync(Token);

    private static IEnumerable<string?> Subjects(List<MailListItem> items) => items.Select(item => item.Summary?.Subject).Order(StringComparer.Ordinal);

    /// <summary>Does not compress, is the same every time, and too large for a row.</summary>
    private static byte[] Attachment() =>
        [.. Enumerable.Range(0, 2500).SelectMany(i => System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)))];
}
