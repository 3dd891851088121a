using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>What another server says is kept as one short line, and never so long that nothing is kept.</summary>
public sealed class TransportReasonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TransportStatus.Accepted, DeliveryStatus.Delivered)]
    [InlineData(TransportStatus.Refused, DeliveryStatus.Rejected)]
    [InlineData(TransportStatus.TryLater, DeliveryStatus.Queued)]
    public async Task A_reason_of_a_mebibyte_is_cut_and_the_mail_is_handed_over_once(TransportStatus answer, DeliveryStatus status)
    {
        var outside = new ScriptedTransport();
        await using var system = await TestSystem.StartAsync(options => options.Transport = _ => outside);
        var alice = await system.JoinAsync("alice");
        outside.Always(answer, string.Concat(Enumerable.Repeat("5.1.1 \u001B[2J\r\n\0\u0085\uD800\U0001F600", 1 << 16)));
        await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@outside.example"] });
        Assert.Single(outside.Sent);
        var state = (await system.ListAsync(alice, MailFolder.Sent)).Single().Recipients.Single();
        Assert.Equal(status, state.Status);
        Assert.StartsWith("5.1.1 ", state.Reason, StringComparison.Ordinal);
        Assert.InRange(state.Reason!.Length, 1, 400);
        Assert.DoesNotContain(state.Reason, char.IsControl);

        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(TimeSpan.FromHours(2));
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal(status == DeliveryStatus.Queued ? 2 : 1, outside.Sent.Count);
    }
}
