using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>Ten thousand messages, an outside that fails in every way, and storage that fails beside it: each message is delivered or reported.</summary>
public sealed partial class ManyWithFaultsTests
{
#if THROUGH_JSON
    private const int Messages = 1000;
#else
    private const int Messages = 10_000;
#endif

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_message_is_delivered_or_reported()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int Draw(int below)
        {
            lock (random)
                return random.Next(below);
        }

        // The sink tells messages apart by their Message-ID, so that one that came twice counts once.
        var (delivered, copies, refused) = (new ConcurrentDictionary<string, string>(), 0, new ConcurrentDictionary<string, bool>());
        var outside = new ScriptedTransport { Keeps = false };
        await using var system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Server.LoginTime = TimeSpan.FromDays(100);
        });
        using var alice = await system.JoinAsync("alice");
        outside.AnswerBytes = (envelope, bytes) =>
        {
            var recipient = Assert.Single(envelope.Recipients).ToString();
            switch (Draw(20))
            {
                case 0:
                    throw new IOException("The connection was cut before the end.");
                case < 5:
                    return new TransportResult(TransportStatus.TryLater, "Greylisted");
                case 5:
                    refused[recipient] = true;
                    return new TransportResult(TransportStatus.Refused, "No such user");
            }

            Assert.Equal(recipient, delivered.GetOrAdd(MessageId().Match(Encoding.ASCII.GetString(bytes)).Groups[1].Value, recipient));
            Interlocked.Increment(ref copies);
            return Draw(30) == 0 ? throw new IOException("The connection was cut after the final dot.") : new TransportResult(TransportStatus.Accepted);
        };
        system.Storage.Hooks.Before = (call, _) =>
            call.Arguments.OfType<PartitionCommit>().Any() && Draw(100) == 0 ? throw new StorageException(StorageError.Unavailable, "Out for a moment.") : Task.CompletedTask;

        for (var i = 0; i < Messages; i++)
            await SendAsync(system, alice, $"user{i}@outside.example");
        for (var rounds = 0; rounds < 200; rounds++)
        {
            system.Clock.Advance(TimeSpan.FromHours(1));
            await DeliverAsync(system);
        }

        system.Storage.Hooks.Before = (_, _) => Task.CompletedTask;
        var reported = new HashSet<string>();
        await foreach (var item in system.Mailboxes.ListAsync(alice, MailFolder.Inbox, Token))
        {
            if (item.Summary!.Subject != "Your message was not delivered")
                continue;
            using var report = await MimeMessage.LoadAsync(new MemoryStream(await system.ReadAsync(alice, item.Entry)), Token);
            foreach (var group in ((MessageDeliveryStatus)((MultipartReport)report.Body!)[1]).StatusGroups.Skip(1).Where(group => group.Count > 0))
                Assert.True(reported.Add(group["Final-Recipient"]!["rfc822; ".Length..]), "Reported twice.");
        }

        // Nobody is reported who was not refused. A refusal that storage did not take was asked for again, and may have become a delivery.
        Assert.Empty(reported.Except(refused.Keys));
        Assert.InRange(reported.Count, refused.Count / 2, refused.Count);
        var all = Enumerable.Range(0, Messages).Select(i => $"user{i}@outside.example").ToHashSet();
        Assert.Empty(all.Except(delivered.Values).Except(reported));
        Assert.Empty(delivered.Values.Except(all));
        var states = (await system.ListAsync(alice, MailFolder.Sent)).Select(item => Assert.Single(item.Recipients)).ToList();
        Assert.Equal(Messages, states.Count);
        Assert.DoesNotContain(states, state => state.Status == DeliveryStatus.Queued);
        TestContext.Current.TestOutputHelper?.WriteLine($"{delivered.Count} delivered in {copies} copies, {reported.Count} reported");
    }

    private static async Task SendAsync(TestSystem system, SMail.Sdk.Accounts.MailSession alice, string recipient)
    {
        DeliveryPlan? plan = null;
        while (true)
        {
            try
            {
                plan ??= (await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = [recipient], Subject = "One of many", Text = "Hello" }, Token)).AllowOpen();
                await system.Mailboxes.SendAsync(alice, plan, Token);
                return;
            }
            catch (SMailException e) when (e.Code == SMailError.ServerUnavailable)
            {
                // the same plan again sends nothing twice
            }
        }
    }

    private static async Task DeliverAsync(TestSystem system)
    {
        try
        {
            await system.Server.DeliverDueAsync(Token);
        }
        catch (StorageException)
        {
            // a lease failed; the rows are due all the same
        }
    }

    [GeneratedRegex("^Message-I[dD]: <([^>]+)>", RegexOptions.Multiline)]
    private static partial Regex MessageId();
}
