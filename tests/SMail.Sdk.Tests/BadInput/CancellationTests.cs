using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.BadInput;

public sealed class CancellationTests(People people) : IClassFixture<People>, IDisposable
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestSystem System => people.System;

    public void Dispose() => System.Door.Hooks.Clear();

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        var (mail, entry) = (new ComposedMail { To = ["bobby"] }, await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"] }));
        var plan = await System.Mailboxes.PlanAsync(people.Alice, mail, Token);
        using var registration = await System.Accounts.ReserveAsync("cancelled-one", cancellationToken: Token);
        var password = TestSystem.Password.AsMemory();
        var calls = 0;
        System.Door.Hooks.Before = (_, token) =>
        {
            calls += token.IsCancellationRequested ? 0 : 1;
            return Task.CompletedTask;
        };
        using var watch = new StorageWatch(System.Storage);
        foreach (var call in new Func<Task>[]
        {
            () => System.Accounts.CheckNameAsync("another-one", Cancelled),
            () => System.Accounts.ReserveAsync("another-one", null, Cancelled),
            () => System.Accounts.CompleteAsync(registration, password, password, Cancelled),
            () => System.Accounts.RegisterAsync("another-one", password, password, Cancelled),
            () => System.Accounts.LoginAsync("alice", password, Cancelled),
            () => System.Mailboxes.PlanAsync(people.Alice, mail, Cancelled),
            () => System.Mailboxes.SendAsync(people.Alice, mail, Cancelled),
            () => System.Mailboxes.SendAsync(people.Alice, plan, Cancelled),
            () => System.Mailboxes.ListAsync(people.Bobby, MailFolder.Inbox, Cancelled).ToListAsync(Token).AsTask(),
            () => System.Mailboxes.OpenAsync(people.Bobby, entry, Cancelled),
            () => System.Mailboxes.DeleteAsync(people.Bobby, entry, Cancelled),
            () => System.Server.DeliverDueAsync(Cancelled),
            () => System.Server.SweepAsync(Cancelled),
            () => SMailSystem.StartAsync(options => { options.Realm = "r"; options.UseDomain("a.example"); options.Storage = _ => System.Storage; options.UseSecretsFile("/nowhere"); }, Cancelled),
        })
            await Assert.ThrowsAnyAsync<OperationCanceledException>(call);
        Assert.Empty(watch.Changes);
        Assert.Equal(0, calls);
        // What was not done may be done now.
        await System.Mailboxes.SendAsync(people.Alice, plan, Token);
        await System.Accounts.CompleteAsync(registration, password, password, Token);
    }

    [Property(MaxTest = 60)]
    public Property Sending_that_is_cancelled_on_its_way_sends_nothing_or_all() => Prop.ForAll(Gen.Choose(0, 12).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), async (number, isAfter) =>
    {
        using var source = new CancellationTokenSource();
        var (calls, submitted, handed) = (0, false, people.Outside.Sent.Count);
        var sent = await CountAsync(people.Alice, MailFolder.Sent);
        var inbox = await CountAsync(people.Bobby, MailFolder.Inbox);
        System.Door.Hooks.Before = async (call, _) =>
        {
            submitted |= call.Name == nameof(SubmitRequest) && !source.IsCancellationRequested;
            if (!isAfter && calls++ == number)
                await source.CancelAsync();
        };
        System.Door.Hooks.After = async (_, _) =>
        {
            if (isAfter && calls++ == number)
                await source.CancelAsync();
        };
        var plan = await System.Mailboxes.PlanAsync(people.Alice, new ComposedMail { To = ["bobby", "ann@outside.example"], Attachments = [new MailAttachment("a.bin", new byte[300_000])] }, Token);
        var fault = await Record.ExceptionAsync(() => System.Mailboxes.SendAsync(people.Alice, plan.AllowOpen(), source.Token));
        Assert.True(fault is null or OperationCanceledException, $"{fault}");
        System.Door.Hooks.Clear();
        var isSent = await CountAsync(people.Alice, MailFolder.Sent) - sent;
        Assert.Equal(isSent, await CountAsync(people.Bobby, MailFolder.Inbox) - inbox);
        Assert.Equal(isSent, people.Outside.Sent.Count - handed);
        Assert.True(fault is null ? isSent == 1 : isSent == 0 || submitted, $"{isSent} sent");
        if (fault is null)
            return;
        // The same plan again sends it once, whatever became of the first attempt.
        await System.Mailboxes.SendAsync(people.Alice, plan, Token);
        Assert.Equal((sent + 1, inbox + 1, handed + 1), (await CountAsync(people.Alice, MailFolder.Sent), await CountAsync(people.Bobby, MailFolder.Inbox), people.Outside.Sent.Count));
    });

    private async Task<int> CountAsync(MailSession session, MailFolder folder) => (await System.ListAsync(session, folder)).Count;
}
