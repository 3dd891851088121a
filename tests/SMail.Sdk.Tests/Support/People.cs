using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests;

/// <summary>A system with users who are logged in, shared by tests that harm neither; each test sees to its own messages.</summary>
public sealed class People : IAsyncLifetime
{
    public TestSystem System { get; private set; } = null!;

    public MailSession Alice { get; private set; } = null!;

    public MailSession Bobby { get; private set; } = null!;

    public MailSession Carol { get; private set; } = null!;

    public ScriptedTransport Outside { get; } = new();

    public async ValueTask InitializeAsync()
    {
        System = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => Outside;
            // Some tests let days pass, and any test may come after them.
            options.Server.LoginTime = TimeSpan.FromDays(10_000);
        });
        Alice = await System.JoinAsync("alice");
        Bobby = await System.JoinAsync("bobby");
        Carol = await System.JoinAsync("carol");
    }

    /// <summary>Sends, and gives back what the reader got of it.</summary>
    public async Task<EntryId> DeliverAsync(MailSession from, MailSession to, OutgoingMail mail)
    {
        System.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await System.SendAsync(from, mail);
        return (await NewestAsync(to)).Entry;
    }

    public async Task<MailListItem> NewestAsync(MailSession session, MailFolder folder = MailFolder.Inbox) =>
        await System.Mailboxes.ListAsync(session, folder, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var session in new[] { Alice, Bobby, Carol })
            await session.DisposeAsync();
        await System.DisposeAsync();
    }
}
