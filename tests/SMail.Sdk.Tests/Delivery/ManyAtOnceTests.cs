using System.Collections.Concurrent;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Delivery;

public sealed class ManyAtOnceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(64 * 1024)]
    [InlineData(0)]
    public async Task Eight_threads_that_send_to_each_other_lose_and_double_nothing(int inline)
    {
        const int users = 8, messages = 12;
        await using var system = await TestSystem.StartAsync(options => options.Mailbox.InlineBodyBytes = inline);
        var sessions = new List<MailSession>();
        for (var i = 0; i < users; i++)
            sessions.Add(await system.JoinAsync($"user{i}"));
        var sent = new ConcurrentBag<(int To, string Subject)>();
        // A thread for each, so that they truly run at once.
        await Task.WhenAll(sessions.Select((session, me) => Task.Factory.StartNew(
            () => SendAllAsync(session, me), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        for (var i = 0; i < users; i++)
        {
            var items = await system.ListAsync(sessions[i]);
            Assert.All(items, item => Assert.True(item.Verdict.IsGood(), $"{item.Verdict}"));
            Assert.Equal(sent.Where(mail => mail.To == i).Select(mail => mail.Subject).Order(), items.Select(item => item.Summary!.Subject).Order());
            Assert.Equal(messages, (await system.ListAsync(sessions[i], MailFolder.Sent)).Count);
            foreach (var item in items.Take(5))
            {
                using var opened = await system.OpenAsync(sessions[i], item.Entry);
                Assert.Equal((true, item.Summary!.Subject), (opened.Verdict.IsGood(), opened.Text!.TrimEnd()));
            }
        }

        async Task SendAllAsync(MailSession session, int me)
        {
            for (var i = 0; i < messages; i++)
            {
                var (to, cc, bcc) = ((me + i) % users, (me + i + 1) % users, (me + i + 3) % users);
                var subject = $"{me}-{i}";
                var mail = new ComposedMail { To = [$"user{to}"], Cc = [$"user{cc}"], Bcc = [$"user{bcc}"], Subject = subject, Text = subject };
                var receipt = await system.Mailboxes.SendAsync(session, mail, Token);
                Assert.Equal(3, receipt.Recipients.Count);
                foreach (var reader in new[] { to, cc, bcc })
                    sent.Add((reader, subject));
                if (i % 4 == 3)
                    await system.Server.DeliverDueAsync(Token);
            }
        }
    }

    [Fact]
    public async Task One_session_may_send_many_at_once()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        var receipts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => system.SendAsync(alice, new ComposedMail { To = ["alice"], Subject = $"{i}" }), Token)));
        Assert.Equal(40, receipts.Select(receipt => receipt.SentEntry).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}").Order(), (await system.ListAsync(alice)).Select(item => item.Summary!.Subject).Order());
    }

    [Fact]
    public async Task Lists_deletions_and_deliveries_at_once_stay_sound()
    {
        await using var system = await TestSystem.StartAsync(options => options.Mailbox.InlineBodyBytes = 0);
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        var deleted = 0;
        var sending = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
                await system.SendAsync(alice, new ComposedMail { To = ["bobby"] });
        }, Token)));
        var deleting = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!sending.IsCompleted)
            {
                foreach (var item in await system.ListAsync(bobby))
                {
                    Assert.True(item.Verdict.IsGood(), $"{item.Verdict}");
                    try
                    {
                        await system.Mailboxes.DeleteAsync(bobby, item.Entry, Token);
                        Interlocked.Increment(ref deleted);
                    }
                    catch (SMailException e)
                    {
                        Assert.Equal(SMailError.MessageNotFound, e.Code); // another was faster
                    }
                }
            }
        }, Token)).ToList();
        await Task.WhenAll([sending, .. deleting]);
        Assert.Equal(100, deleted + (await system.ListAsync(bobby)).Count);
        Assert.Equal(100, (await system.ListAsync(alice, MailFolder.Sent)).Count);
    }

    [Fact]
    public async Task The_same_submission_again_changes_nothing_however_often()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        SubmitRequest? request = null;
        system.Door.Hooks.Before = (call, _) => Task.FromResult(request ??= call.Arguments[0] as SubmitRequest);
        var receipt = await system.SendAsync(alice, new ComposedMail { To = ["bobby"] });
        await system.Mailboxes.DeleteAsync(bobby, (await system.ListAsync(bobby)).Single().Entry, Token);

        using var watch = new StorageWatch(system.Storage);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => system.Server.Door.SubmitAsync(request!, Token).AsTask(), Token)));
        Assert.All(answers, answer => Assert.Equal((receipt.SentEntry, DeliveryStatus.Delivered), (answer.Value!.Entry, answer.Value.Recipients.Single().Status)));
        Assert.Empty(watch.Changes);
        Assert.Empty(await system.ListAsync(bobby));
    }

    // By then the open body is erased and can't be checked again.
    [Fact]
    public async Task The_same_submission_of_open_mail_again_is_answered_as_before()
    {
        var outside = new ScriptedTransport();
        await using var system = await TestSystem.StartAsync(options => options.Transport = _ => outside);
        await using var alice = await system.JoinAsync("alice");
        SubmitRequest? request = null;
        system.Door.Hooks.Before = (call, _) => Task.FromResult(request ??= call.Arguments[0] as SubmitRequest);
        var receipt = await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@outside.example"] });
        var answer = await system.Server.Door.SubmitAsync(request!, Token);
        Assert.Null(answer.Error);
        Assert.Equal((receipt.SentEntry, DeliveryStatus.Delivered), (answer.Value!.Entry, answer.Value.Recipients.Single().Status));
        Assert.Single(outside.Sent);
    }

    [Fact]
    public async Task The_same_new_submission_many_times_at_once_is_taken_once()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        SubmitRequest? request = null;
        system.Door.Hooks.Before = (call, _) => call.Arguments is [SubmitRequest submission] ? throw new IOException($"{request = submission}") : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => system.SendAsync(alice, new ComposedMail { To = ["bobby"] }));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => system.Server.Door.SubmitAsync(request!, Token).AsTask(), Token)));
        Assert.Single(await system.ListAsync(bobby));
        Assert.Single(await system.ListAsync(alice, MailFolder.Sent));
    }
}
