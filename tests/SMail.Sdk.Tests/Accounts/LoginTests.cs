using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Accounts;

public sealed class LoginTests(People people) : IClassFixture<People>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestSystem System => people.System;

    [Theory]
    [InlineData("Correct horse battery staple")]
    [InlineData("CORRECT HORSE BATTERY STAPLE")]
    [InlineData("correct horse battery staple ")]
    [InlineData(" correct horse battery staple")]
    public async Task Passwords_that_differ_in_case_or_spaces_differ(string password) =>
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice", password)));

    [Fact]
    public async Task A_session_says_whose_it_is_and_how_long()
    {
        await using var session = await System.LoginAsync("alice");
        Assert.Equal(people.Alice.Address, session.Address);
        Assert.Equal(people.Alice.Fingerprint, session.Fingerprint);
        Assert.Equal(System.Clock.GetUtcNow() + System.Options.Server.LoginTime, session.ExpiresAt);
        Assert.DoesNotContain(session.Token.Value, $"{session} {session.Token}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_ends_when_it_says_and_not_before()
    {
        await using var system = await TestSystem.StartAsync();
        await using var session = await system.JoinAsync("alice");
        system.Clock.SetUtcNow(session.ExpiresAt - TimeSpan.FromTicks(1));
        Assert.Empty(await system.ListAsync(session));
        system.Clock.SetUtcNow(session.ExpiresAt);
        foreach (var call in Calls(system, session))
            Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(call));
        await using var again = await system.LoginAsync("alice");
        Assert.Empty(await system.ListAsync(again));
    }

    [Fact]
    public async Task A_disposed_session_is_ended_everywhere()
    {
        var session = await System.LoginAsync("alice");
        var (token, calls) = (session.Token, 0);
        var plan = await System.Mailboxes.PlanAsync(session, new ComposedMail { To = ["bobby"] }, Token);
        await session.DisposeAsync();
        await session.DisposeAsync();
        System.Door.Hooks.Before = (_, _) => Task.FromResult(++calls);
        foreach (var call in Calls(System, session).Append(() => System.Mailboxes.SendAsync(session, plan, Token)))
            Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(call));
        Assert.Equal(0, calls);
        System.Door.Hooks.Clear();
        // The server has forgotten the token too.
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(System.Server.Door.ListEntriesAsync(new ListEntriesRequest(MailFolder.Inbox, null, 10) { Token = token }, Token)));
    }

    [Fact]
    public async Task Disposing_ends_one_session_and_not_the_others()
    {
        var first = await System.LoginAsync("alice");
        await using var second = await System.LoginAsync("alice");
        await first.DisposeAsync();
        await System.SendAsync(second, new ComposedMail { To = ["bobby"] });
        await System.SendAsync(people.Alice, new ComposedMail { To = ["bobby"] });
    }

    [Fact]
    public async Task Disposing_does_not_fail_when_the_server_is_away()
    {
        var session = await System.LoginAsync("alice");
        System.Door.Hooks.FailBefore(_ => true, () => new IOException("The connection broke."));
        await session.DisposeAsync();
        System.Door.Hooks.Clear();
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(() => System.ListAsync(session).AsTask()));
    }

    [Fact]
    public async Task Without_a_session_nothing_is_done()
    {
        foreach (var call in Calls(System, null!).Append(() => System.Mailboxes.SendAsync(null!, (DeliveryPlan)null!, Token)))
            Assert.Equal(SMailError.SessionRequired, await Assertions.ErrorOfAsync(call));
    }

    [Fact]
    public async Task A_token_is_good_for_its_own_account_only()
    {
        var (alice, bobby) = (people.Alice.Token, people.Bobby.Token);
        AccessToken[] wrong =
        [
            alice with { Account = bobby.Account }, alice with { Value = bobby.Value }, alice with { Value = "" }, alice with { Value = alice.Value.ToUpperInvariant() },
            alice with { Account = default }, alice with { Account = Id.Generate<AccountId>() }, AccessToken.Generate(alice.Account),
        ];
        foreach (var token in wrong)
        {
            foreach (var call in RawCalls(token))
                Assert.Equal(SMailError.SessionEnded, await call());
        }
    }

    private static IEnumerable<Func<Task>> Calls(TestSystem system, MailSession session) =>
    [
        () => system.Mailboxes.PlanAsync(session, new ComposedMail { To = ["bobby"] }, Token),
        () => system.Mailboxes.SendAsync(session, new ComposedMail { To = ["bobby"] }, Token),
        () => system.ListAsync(session).AsTask(),
        () => system.OpenAsync(session, default),
        () => system.Mailboxes.DeleteAsync(session, default, Token),
    ];

    /// <summary>Every call after login, at the raw door, to its error.</summary>
    private IEnumerable<Func<Task<SMailError>>> RawCalls(AccessToken token)
    {
        var door = System.Server.Door;
        var blob = Id.Generate<BlobId>();
        yield return () => Assertions.ErrorOfAsync(door.LogoutAsync(new LogoutRequest { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.GetRecordsAsync(new GetRecordsRequest([RecordId.State]) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.PutRecordsAsync(new PutRecordsRequest([]) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.PublishCertificateAsync(new PublishCertificateRequest(new CertificateBytes(new byte[1])) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.PreparePasswordChangeAsync(new PreparePasswordChangeRequest(PasswordChangeKind.Change, LoginProof.FromBytes(new byte[32])) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.LookUpAsync(new LookUpRequest([people.Alice.Address]) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.BeginUploadAsync(new BeginUploadRequest(false) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.PutSealedChunkAsync(new PutSealedChunkRequest(blob, 0, new SealedChunk(new byte[10])) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.PutOpenChunkAsync(new PutOpenChunkRequest(blob, 0, new OpenMessage([1])) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.CompleteUploadAsync(new CompleteUploadRequest(blob, false, 10) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.SubmitAsync(new SubmitRequest { Token = token, Submission = default, Bodies = [], Sent = new SealedCopy(SealedBytes.Read(default), SealedBytes.Read(default)) }, Token));
        yield return () => Assertions.ErrorOfAsync(door.ListEntriesAsync(new ListEntriesRequest(MailFolder.Inbox, null, 10) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.GetEntryAsync(new GetEntryRequest(default) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.ReadBodyAsync(new ReadBodyRequest(default, 0, 10) { Token = token }, Token));
        yield return () => Assertions.ErrorOfAsync(door.DeleteEntryAsync(new DeleteEntryRequest(default) { Token = token }, Token));
    }
}
