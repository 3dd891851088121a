using System.Runtime.CompilerServices;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Tests;

namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>A real server that goes away and comes back, and the pump in front of it.</summary>
public sealed class OutageTests(Running<PostfixMaildirs> running) : IClassFixture<Running<PostfixMaildirs>>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_without_the_server_delays_mail_and_loses_none()
    {
        var postfix = running.Server;
        await using var system = await StartAsync(_ => Task.CompletedTask);
        await using var alice = await system.JoinAsync("alice");
        // One goes out first, so that there is a connection that dies with the server.
        await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@out.test"], Subject = "Before" });
        Assert.Single(await postfix.ReadAsync("ann", 1, Token));

        await postfix.StopAsync();
        var receipt = await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@out.test"], Bcc = ["bob@out.test"], Subject = "During" });
        Assert.All(receipt.Recipients, recipient => Assert.Equal(DeliveryStatus.Queued, recipient.Status));
        for (var hour = 0; hour < 24; hour++)
        {
            system.Clock.Advance(TimeSpan.FromHours(1));
            await system.Server.DeliverDueAsync(Token);
        }

        await using var later = await system.LoginAsync("alice");
        Assert.Equal(["Your message is late", "Your message is late"], await SubjectsAsync(system, later));

        await postfix.StartAsync();
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        var sent = (await system.ListAsync(later, MailFolder.Sent)).Single(item => item.Summary!.Subject == "During");
        Assert.All(sent.Recipients, recipient => Assert.Equal(DeliveryStatus.Delivered, recipient.Status));
        Assert.Equal(2, (await postfix.ReadAsync("ann", 2, Token)).Count);
        Assert.Single(await postfix.ReadAsync("bob", 1, Token));
        Assert.Equal(2, (await SubjectsAsync(system, later)).Count);
    }

    [Fact]
    public async Task A_server_killed_in_the_middle_of_DATA_has_the_message_once_in_the_end()
    {
        var postfix = running.Server;
        var kills = 0;
        await using var system = await StartAsync(async index =>
        {
            // The first pieces have left by then: the server has read some of them.
            if (index == 4 && Interlocked.Increment(ref kills) == 1)
                await postfix.KillAsync();
        });
        await using var alice = await system.JoinAsync("alice");
        var file = new byte[2_000_000];
        Random.Shared.NextBytes(file);
        var receipt = await system.SendAnywhereAsync(alice, new ComposedMail { To = ["corpus@out.test"], Subject = "Large", Attachments = [new MailAttachment("large.bin", file)] });
        Assert.Equal((1, DeliveryStatus.Queued), (kills, Assert.Single(receipt.Recipients).Status));

        await postfix.StartAsync();
        system.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await system.Server.DeliverDueAsync(Token));
        Assert.Equal(DeliveryStatus.Delivered, (await system.ListAsync(alice, MailFolder.Sent)).Single().Recipients.Single().Status);
        using var message = MimeKit.MimeMessage.Load(new MemoryStream((await postfix.ReadAsync("corpus", 1, Token))[0]), Token);
        using var content = new MemoryStream();
        await ((MimeKit.MimePart)message.Attachments.Single()).Content!.DecodeToAsync(content, Token);
        Assert.Equal(file, content.ToArray());
        // Had it come twice, the second would be here too by now: the queue is empty when a later message has passed it.
        await system.SendAnywhereAsync(alice, new ComposedMail { To = ["corpus@out.test"], Subject = "Small" });
        Assert.Equal(2, (await postfix.ReadAsync("corpus", 2, Token)).Count);
        Assert.Empty(await system.ListAsync(alice));
    }

    private Task<TestSystem> StartAsync(Func<int, Task> beforePiece)
    {
        var smtp = new SmtpTransportOptions { HeloName = "mail.s-mail.test", Relay = new SmtpRelay { Host = "127.0.0.1", Port = running.Server.Port } };
        return TestSystem.StartAsync(options => options.Transport = _ => new Watched(new SmtpTransport(smtp), beforePiece));
    }

    private static async Task<List<string>> SubjectsAsync(TestSystem system, MailSession session) => [.. (await system.ListAsync(session)).Select(item => item.Summary!.Subject)];

    /// <summary>Says which piece of a message is about to leave.</summary>
    private sealed class Watched(SmtpTransport transport, Func<int, Task> beforePiece) : IMailTransport, IAsyncDisposable
    {
        public ValueTask<IReadOnlyList<TransportResult>> SendAsync(MailEnvelope envelope, IAsyncEnumerable<OpenMessage> message, CancellationToken cancellationToken) =>
            transport.SendAsync(envelope, WatchAsync(message, cancellationToken), cancellationToken);

        public ValueTask DisposeAsync() => transport.DisposeAsync();

        private async IAsyncEnumerable<OpenMessage> WatchAsync(IAsyncEnumerable<OpenMessage> message, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var index = 0;
            await foreach (var piece in message.WithCancellation(cancellationToken))
            {
                await beforePiece(index++);
                yield return piece;
            }
        }
    }
}
