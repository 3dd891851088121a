using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Mailboxes;

public sealed class ListingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_of_130_is_whole_and_newest_first()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        for (var i = 0; i < 130; i++)
        {
            // Some arrive in the same instant.
            system.Clock.Advance(TimeSpan.FromSeconds(i % 3));
            await system.SendAsync(alice, new ComposedMail { To = ["alice"], Subject = $"{i}" });
        }

        var calls = 0;
        system.Door.Hooks.Before = (call, _) =>
        {
            calls += call.Name == nameof(ListEntriesRequest) ? 1 : 0;
            return Task.CompletedTask;
        };
        foreach (var folder in new[] { MailFolder.Inbox, MailFolder.Sent })
        {
            var items = await system.ListAsync(alice, folder);
            Assert.Equal(130, items.Select(item => item.Entry).Distinct().Count());
            Assert.Equal(Enumerable.Range(0, 130).Select(i => $"{i}").Order(), items.Select(item => item.Summary!.Subject).Order());
            Assert.Equal(items.Select(item => item.Received).OrderDescending(), items.Select(item => item.Received));
        }

        Assert.Equal(6, calls);
    }

    [Fact]
    public async Task A_list_fetches_no_more_than_is_asked_for()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        for (var i = 0; i < 60; i++)
            await system.SendAsync(alice, new ComposedMail { To = ["alice"] });
        system.Door.Hooks.FailBefore(call => call.Arguments is [ListEntriesRequest { Cursor: not null }], () => new InvalidOperationException("A second page was fetched."));
        Assert.Equal(50, await system.Mailboxes.ListAsync(alice, MailFolder.Inbox, Token).Take(50).CountAsync(Token));
    }

    [Fact]
    public async Task What_is_deleted_while_a_list_is_read_harms_nothing()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        for (var i = 0; i < 120; i++)
        {
            system.Clock.Advance(TimeSpan.FromSeconds(1));
            await system.SendAsync(alice, new ComposedMail { To = ["alice"] });
        }

        var seen = new List<EntryId>();
        await foreach (var item in system.Mailboxes.ListAsync(alice, MailFolder.Inbox, Token))
        {
            seen.Add(item.Entry);
            await system.Mailboxes.DeleteAsync(alice, item.Entry, Token);
        }

        Assert.Equal(120, seen.Distinct().Count());
        Assert.Empty(await system.ListAsync(alice));
    }

    [Fact]
    public async Task An_empty_folder_lists_nothing()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        Assert.Empty(await system.ListAsync(alice));
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(() => system.ListAsync(alice, (MailFolder)0).AsTask()));
    }

    [Fact]
    public async Task Nobody_sees_or_opens_what_is_in_another_mailbox()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await system.SendAsync(alice, new ComposedMail { To = ["alice"] });
        var entry = (await system.ListAsync(alice)).Single().Entry;
        Assert.Empty(await system.ListAsync(bobby));
        Assert.Equal(SMailError.MessageNotFound, await Assertions.ErrorOfAsync(() => system.OpenAsync(bobby, entry)));
        Assert.Equal(SMailError.MessageNotFound, await Assertions.ErrorOfAsync(() => system.Mailboxes.DeleteAsync(bobby, entry, Token)));
        Assert.Single(await system.ListAsync(alice));
    }
}
