using System.Text;
using Microsoft.Extensions.Logging;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>What a user tells the administration at registration: nothing unless he chooses to, and readable for a purpose alone.</summary>
public sealed class RegistrationDetailsTests : IAsyncLifetime
{
    private static readonly ContactDetails Contact = new() { Name = "Alice Kanarie", Address = MailAddress.Parse("alice@outside.example"), Phone = "+46 8 123 456", Note = "evenings" };

    private readonly LogCollector log = new();
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ContactDesk Desk => new(((MailServer)system.Server.Door).Context);

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync(options => options.LoggerFactory = log);

    public async ValueTask DisposeAsync()
    {
        await system.DisposeAsync();
        log.Dispose();
    }

    [Fact]
    public async Task By_default_nothing_is_kept_and_no_newsletter_is_sent()
    {
        var account = await RegisterAsync("alice", null, null);
        var row = await AccountRowAsync(account);
        Assert.Equal((false, null, system.Clock.GetUtcNow()), (row.Newsletter, row.Contact, row.CreatedAt));
        Assert.Null(await Desk.ReadAsync(account, "a test", Token));
        Assert.Null((await AccountRowAsync(await RegisterAsync("bobby", new ContactDetails(), false))).Contact);
    }

    [Fact]
    public async Task What_was_told_is_read_with_a_purpose_which_is_logged_first()
    {
        var account = await RegisterAsync("alice", Contact, true);
        Assert.True((await AccountRowAsync(account)).Newsletter);
        foreach (var purpose in new[] { null!, "", "   ", "ab", "two\nlines", new string('x', 201) })
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(async () => await Desk.ReadAsync(account, purpose, Token)));
        Assert.Empty(log.Lines);
        Assert.Equal(Contact, await system.Administration.ReadContactAsync(MailAddress.Parse($"alice@{TestSystem.Domain}"), "abuse report 17", Token));
        var line = Assert.Single(log.Lines);
        Assert.Contains("abuse report 17", line, StringComparison.Ordinal);
        Assert.Contains(account.ToString(), line, StringComparison.Ordinal);
        Assert.DoesNotContain("Kanarie", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_stored_encrypted_of_a_padded_length_and_for_this_account_alone()
    {
        var taken = new List<byte>();
        system.Storage.Hooks.Before = (call, _) =>
        {
            foreach (var row in call.Arguments.OfType<PartitionCommit>().SelectMany(commit => commit.Writes).OfType<PutRow>())
                taken.AddRange(row.Row.Value.Bytes.Span);
            return Task.CompletedTask;
        };
        var alice = await RegisterAsync("alice", Contact, true);
        var bobby = await RegisterAsync("bobby", new ContactDetails { Name = "B" }, true);
        foreach (var part in new[] { Contact.Name!, Contact.Phone!, Contact.Note!, "alice@outside.example" })
            Assert.DoesNotContain(part, Encoding.UTF8.GetString([.. taken]), StringComparison.Ordinal);
        var (mine, theirs) = ((await AccountRowAsync(alice)).Contact!, (await AccountRowAsync(bobby)).Contact!);
        Assert.Equal(mine.Bytes.Length, theirs.Bytes.Length);

        var seal = new ContactSeal(((MailServer)system.Server.Door).Context.Secrets);
        Assert.Equal(Contact, seal.Open(alice, mine));
        Assert.Equal(StorageError.Corrupt, Assert.Throws<StorageException>(() => seal.Open(bobby, mine)).Code);
        for (var i = 0; i < mine.Bytes.Length; i++)
        {
            var changed = mine.Bytes.ToArray();
            changed[i] ^= 1;
            Assert.Equal(StorageError.Corrupt, Assert.Throws<StorageException>(() => seal.Open(alice, new SealedContact(changed))).Code);
            Assert.Equal(StorageError.Corrupt, Assert.Throws<StorageException>(() => seal.Open(alice, new SealedContact(mine.Bytes[..i]))).Code);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\r\nlines")]
    [InlineData(null)]
    public async Task What_is_no_line_is_refused_and_nothing_is_made(string? name)
    {
        using var registration = await system.Accounts.ReserveAsync("alice", cancellationToken: Token);
        registration.Contact = new ContactDetails { Name = name ?? new string('x', 201) };
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(() => CompleteAsync(registration)));
        registration.Contact = Contact;
        await CompleteAsync(registration);
        Assert.Equal(Contact, await Desk.ReadAsync(registration.Reservation.Account, "a test", Token));
    }

    private async Task<AccountId> RegisterAsync(string name, ContactDetails? contact, bool? newsletter)
    {
        using var registration = await system.Accounts.ReserveAsync(name, cancellationToken: Token);
        registration.Contact = contact;
        registration.Newsletter = newsletter ?? registration.Newsletter;
        await CompleteAsync(registration);
        return registration.Reservation.Account;
    }

    private Task CompleteAsync(Sdk.Accounts.PendingRegistration registration) =>
        system.Accounts.CompleteAsync(registration, TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token);

    private async Task<AccountRow> AccountRowAsync(AccountId account) =>
        RowCodec.Decode((await system.Storage.Accounts.FindAsync(account, new RowKey(RowKind.Account, Guid.Empty), Token))!.Row.Value, RowJson.Default.AccountRow);

    private sealed class LogCollector : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
