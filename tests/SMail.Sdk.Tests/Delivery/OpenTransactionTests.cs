using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>One message that leaves in several transactions: none takes another's body with it, and no two can be put together.</summary>
public sealed class OpenTransactionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_keeps_its_body_until_it_is_done()
    {
        var outside = new ScriptedTransport();
        await using var system = await StartAsync(outside);
        var alice = await system.JoinAsync("alice");
        var open = new HashSet<BlobId>();
        system.Door.Hooks.Before = (call, _) =>
        {
            if (call.Arguments is [PutOpenChunkRequest piece])
                open.Add(piece.Blob);
            return Task.CompletedTask;
        };
        // One more gets it with every round.
        string[] recipients = ["ann@outside.example", "ben@outside.example", "cat@outside.example"];
        var round = 1;
        outside.Answer = (envelope, _) => Task.FromResult(new TransportResult(recipients.Take(round).Contains(envelope.Recipients[0].ToString()) ? TransportStatus.Accepted : TransportStatus.TryLater));
        await system.SendAnywhereAsync(alice, new ComposedMail { To = [recipients[0]], Bcc = [recipients[1], recipients[2]], Text = "Hello" });
        for (; round <= 3; round++)
        {
            system.Clock.Advance(TimeSpan.FromDays(1.5));
            await system.Server.SweepAsync(Token);
            await system.Server.DeliverDueAsync(Token);
            var states = (await system.ListAsync(alice, MailFolder.Sent)).Single().Recipients;
            Assert.Equal(round, states.Count(state => state.Status == DeliveryStatus.Delivered));
            var left = await open.ToAsyncEnumerable().CountAsync(async (blob, token) => await system.Storage.Blobs.FindAsync(blob, token) is not null, Token);
            Assert.Equal(3 - round, left);
        }

        Assert.Single(outside.Sent.Select(sent => Convert.ToBase64String(sent.Bytes)).Distinct());
    }

    [Fact]
    public async Task Who_may_see_each_other_share_one_and_its_id_stays_the_same()
    {
        var outside = new ScriptedTransport();
        await using var system = await StartAsync(outside);
        var alice = await system.JoinAsync("alice");
        outside.Always(TransportStatus.TryLater);
        await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@outside.example", "ben@outside.example"], Bcc = ["cat@outside.example"] });
        system.Clock.Advance(TimeSpan.FromHours(2));
        await system.Server.DeliverDueAsync(Token);
        var ids = outside.Sent.ToLookup(sent => string.Join(' ', sent.Envelope.Recipients), sent => sent.Envelope.Id);
        Assert.Equal(["ann@outside.example ben@outside.example", "cat@outside.example"], ids.Select(group => group.Key).Order(StringComparer.Ordinal));
        Assert.All(ids, group => Assert.Equal(2, group.Count()));
        Assert.All(ids, group => Assert.Single(group.Distinct()));
        Assert.Equal(2, ids.SelectMany(group => group).Distinct().Count());
        Assert.DoesNotContain(Guid.Empty, ids.SelectMany(group => group));
    }

    [Fact]
    public async Task One_upload_is_not_the_body_of_two()
    {
        await using var system = await StartAsync(new ScriptedTransport());
        var alice = await system.JoinAsync("alice");
        await system.JoinAsync("bobby");
        SubmitRequest? request = null;
        system.Door.Hooks.Before = (call, _) =>
        {
            request ??= call.Arguments is [SubmitRequest submit] ? submit : null;
            return request is null ? Task.CompletedTask : throw new InvalidOperationException("Kept for later.");
        };
        var mail = new ComposedMail { To = ["bobby", "ann@outside.example"], Bcc = ["bobby", "ben@outside.example"], Attachments = [new MailAttachment("a.bin", new byte[100_000])] };
        await Assert.ThrowsAsync<InvalidOperationException>(() => system.SendAnywhereAsync(alice, mail));
        system.Door.Hooks.Clear();

        var (body, open) = (request!.Bodies[0], request.Open);
        SubmitRequest[] doubled =
        [
            request with { Open = [open[0], open[1] with { Body = open[0].Body }] },
            request with { Open = [open[0], open[1] with { Body = body.Blob!.Value }] },
            request with { Bodies = [body, body], Sealed = [request.Sealed[0] with { Body = 1 }] },
        ];
        foreach (var twice in doubled)
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(system.Door.SubmitAsync(twice, Token)));
        Assert.Empty(await system.ListAsync(alice, MailFolder.Sent));
        Assert.NotNull((await system.Door.SubmitAsync(request, Token)).Value);
    }

    private static Task<TestSystem> StartAsync(ScriptedTransport outside) => TestSystem.StartAsync(options =>
    {
        options.Transport = _ => outside;
        options.Server.LoginTime = TimeSpan.FromDays(100);
    });
}
