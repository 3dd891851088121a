using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>Login does not tell who exists: every way to fail looks the same, to the byte.</summary>
public sealed partial class UniformLoginTests : IAsyncLifetime
{
    private static readonly string[] Names = ["active-one", "unknown-one", "reserved-one", "lapsed-one", "broken-one", "alias-one", "closed-one", "deleted-one"];
    private TestSystem system = null!;
    private string closedPhrase = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options => options.Server.RecoveryPhrase = true);
        using var lapsed = await system.Accounts.ReserveAsync("lapsed-one", cancellationToken: Token);
        system.Clock.Advance(TimeSpan.FromHours(2));
        using var reserved = await system.Accounts.ReserveAsync("reserved-one", cancellationToken: Token);
        // This one's account is written, but its name was not made active.
        system.Storage.Hooks.FailBefore(call => call is { Name: "Directory.Swap", Arguments: [DirectoryRow { Status: DirectoryStatus.Active }] }, () => new IOException());
        await Assertions.ErrorOfAsync(() => system.JoinAsync("broken-one"));
        system.Storage.Hooks.Clear();
        await using var active = await system.JoinAsync("active-one");
        using var phrase = await system.Accounts.CreateRecoveryPhraseAsync(active, TestSystem.Password.AsMemory(), Token);
        await using var closed = await system.JoinAsync("closed-one");
        await using var deleted = await system.JoinAsync("deleted-one");
        await system.Administration.AddAliasAsync(MailAddress.Parse("alias-one@s-mail.test"), active.Address, Token);
        using var theirs = await system.Accounts.CreateRecoveryPhraseAsync(closed, TestSystem.Password.AsMemory(), Token);
        closedPhrase = theirs.Memory.ToString();
        await system.Administration.DeactivateAsync(closed.Address, Token);
        await system.Administration.DeleteAsync(deleted.Address, Token);
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task All_failures_have_one_code_and_one_message()
    {
        var messages = new HashSet<string>();
        foreach (var name in Names)
        {
            var fault = await Assert.ThrowsAsync<SMailException>(() => system.LoginAsync(name, "wrong"));
            Assert.Equal(SMailError.LoginFailed, fault.Code);
            messages.Add($"{fault.Message} {fault.InnerException}");
        }

        Assert.Single(messages);
    }

    [Fact]
    public async Task All_answers_to_a_failed_login_are_the_same_bytes()
    {
        var answers = new HashSet<string>();
        var request = new LoginRequest(MailAddress.Parse("active-one@s-mail.test"), LoginProof.FromBytes(new byte[32]));
        foreach (var name in Names)
            answers.Add(Write(await system.Server.Door.LoginAsync(request with { Address = MailAddress.Parse($"{name}@s-mail.test") }, Token)));
        Assert.Single(answers);
        // The control: an answer to somebody who is let in is another one.
        await using var session = await system.LoginAsync("active-one");
    }

    [Fact]
    public async Task All_answers_before_a_login_differ_in_the_salt_alone()
    {
        var (answers, salts) = (new HashSet<string>(), new HashSet<AccountSalt>());
        foreach (var name in Names.Append("a-name-of-another-length"))
        {
            var answer = await PreloginAsync(name);
            salts.Add(answer.Value!.Salt);
            answers.Add(Salt().Replace(Write(answer), "\"salt\":\"\""));
            Assert.Equal(Write(await PreloginAsync(Names[0])).Length, Write(answer).Length);
        }

        Assert.Single(answers);
        Assert.Equal(Names.Length + 1, salts.Count);
    }

    [Fact]
    public async Task A_salt_stays_through_all_an_address_goes_through()
    {
        var salts = new HashSet<AccountSalt> { await SaltOfAsync("Through-All"), await SaltOfAsync("through-all") };
        using (var registration = await system.Accounts.ReserveAsync("through-all", cancellationToken: Token))
        {
            salts.Add(registration.Reservation.Login.Salt);
            salts.Add(await SaltOfAsync("through-all"));
            system.Clock.Advance(TimeSpan.FromHours(2));
            salts.Add(await SaltOfAsync("through-all"));
        }

        await using var session = await system.JoinAsync("through-all");
        salts.Add(await SaltOfAsync("THROUGH-ALL"));
        Assert.Single(salts);
        // Another deployment has other salts.
        await using var other = await TestSystem.StartAsync();
        Assert.DoesNotContain((await other.Server.Door.PreloginAsync(new PreloginRequest(session.Address), Token)).Value!.Salt, salts);
    }

    [Fact]
    public async Task A_failed_login_leaves_one_count_behind_and_nothing_else()
    {
        using var watch = new StorageWatch(system.Storage);
        foreach (var name in Names)
            Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync(name, "wrong")));
        Assert.Empty(watch.Changes);
        Assert.Equal(Names.Length, watch.Counts);
    }

    [Fact]
    public async Task All_failures_make_the_same_calls_to_storage()
    {
        var calls = new List<string>();
        system.Storage.Hooks.Before = (call, _) =>
        {
            calls.Add(call.Name);
            return Task.CompletedTask;
        };
        var sequences = new HashSet<string>();
        // From a device that nobody knows, as a stranger's is.
        var stranger = new SMailClient(system.Door, system.Options);
        foreach (var name in Names)
        {
            calls.Clear();
            var password = name is "active-one" ? "wrong" : TestSystem.Password;
            Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => stranger.Accounts.LoginAsync(name, password.AsMemory(), Token)));
            sequences.Add(string.Join(' ', calls));
        }

        Assert.Single(sequences);
    }

    // One account has a phrase, one has had one and is switched off, and the others have none; even the right one is refused where nobody may log in.
    [Fact]
    public async Task All_recoveries_that_are_refused_give_the_same_bytes_and_make_the_same_calls_to_storage()
    {
        var calls = new List<string>();
        system.Storage.Hooks.Before = (call, _) =>
        {
            calls.Add(call.Name);
            return Task.CompletedTask;
        };
        var (answers, sequences) = (new HashSet<string>(), new HashSet<string>());
        foreach (var name in Names)
        {
            calls.Clear();
            answers.Add(Write(await system.Server.Door.PrepareRecoveryAsync(new PrepareRecoveryRequest(MailAddress.Parse($"{name}@s-mail.test"), LoginProof.FromBytes(new byte[32])), Token)));
            sequences.Add(string.Join(' ', calls));
        }

        Assert.Single(answers);
        Assert.Single(sequences);
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => system.Accounts.RecoverAsync("closed-one", closedPhrase.AsMemory(), "new".AsMemory(), "new".AsMemory(), Token)));
    }

    [Fact]
    public async Task Recoveries_are_counted_the_same_for_every_address()
    {
        foreach (var name in Names)
        {
            var request = new PrepareRecoveryRequest(MailAddress.Parse($"{name}@s-mail.test"), LoginProof.FromBytes(new byte[32]));
            for (var i = 0; i < 40; i++)
                Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(system.Server.Door.PrepareRecoveryAsync(request, Token)));
            Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(system.Server.Door.PrepareRecoveryAsync(request, Token)));
        }
    }

    [Fact]
    public async Task Where_no_phrases_are_taken_every_address_gets_one_answer()
    {
        system.Options.Server.RecoveryPhrase = false;
        var answers = new HashSet<string>();
        foreach (var name in Names)
            answers.Add(Write(await system.Server.Door.PrepareRecoveryAsync(new PrepareRecoveryRequest(MailAddress.Parse($"{name}@s-mail.test"), LoginProof.FromBytes(new byte[32])), Token)));
        Assert.Contains("recoveryRefused", Assert.Single(answers), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Answers_leave_in_steps_of_time()
    {
        await using var stepped = await TestSystem.StartAsync(options => options.Server.LoginAnswerStep = TimeSpan.FromMilliseconds(50));
        await using var session = await stepped.JoinAsync("active-one");
        foreach (var name in new[] { "active-one", "unknown-one" })
        {
            var address = MailAddress.Parse($"{name}@s-mail.test");
            var start = TimeProvider.System.GetTimestamp();
            Assert.NotNull((await stepped.Server.Door.PreloginAsync(new PreloginRequest(address), Token)).Value);
            Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, 50, double.MaxValue);
            start = TimeProvider.System.GetTimestamp();
            Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(stepped.Server.Door.LoginAsync(new LoginRequest(address, LoginProof.FromBytes(new byte[32])), Token)));
            Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, 50, double.MaxValue);
        }
    }

    private async Task<AccountSalt> SaltOfAsync(string name) => (await PreloginAsync(name)).Value!.Salt;

    private async Task<Answer<LoginParameters>> PreloginAsync(string name) =>
        await system.Server.Door.PreloginAsync(new PreloginRequest(MailAddress.Parse($"{name}@s-mail.test")), Token);

    /// <summary>The answer as it crosses a wire, without the number of its request.</summary>
    private static string Write<T>(Answer<T> answer) where T : class =>
        JsonSerializer.Serialize(answer with { RequestId = default }, (JsonTypeInfo<Answer<T>>)DoorContract.Json.GetTypeInfo(typeof(Answer<T>)));

    [GeneratedRegex("\"salt\":\"[0-9a-f]{32}\"")]
    private static partial Regex Salt();
}
