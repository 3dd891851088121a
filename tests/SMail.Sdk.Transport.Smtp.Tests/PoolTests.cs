using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>Connections that serve more than once.</summary>
public sealed class PoolTests
{
    [Fact]
    public async Task A_connection_serves_again_and_is_closed_with_a_goodbye()
    {
        await using var sink = new SmtpSink();
        await using (var outbound = Outbound.Relay(sink))
            for (var i = 0; i < 5; i++)
                Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync()).Status);

        Assert.Equal((1, 5), (sink.Connections, sink.Mails.Count));
        Assert.Equal("QUIT", sink.Commands.Last());
    }

    [Fact]
    public async Task No_more_connections_than_the_limit()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink, options => options.ConnectionsPerServer = 3);

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => outbound.SendAsync()));

        Assert.All(results, result => Assert.Equal(TransportStatus.Accepted, result.Status));
        Assert.Equal(60, sink.Mails.Count);
        Assert.InRange(sink.MostOpen, 1, 3);
        Assert.InRange(sink.Connections, 1, 3);
    }

    [Fact]
    public async Task A_kept_connection_that_died_is_made_anew()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);

        await outbound.SendAsync();
        sink.CutAll();
        var result = await outbound.SendAsync();

        Assert.Equal(TransportStatus.Accepted, result.Status);
        Assert.Equal((2, 2), (sink.Connections, sink.Mails.Count));
    }

    [Theory]
    [InlineData("421 4.4.2 idle too long")]
    [InlineData(SmtpSink.Close)]
    public async Task One_that_dies_at_the_first_command_too(string answer)
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);
        await outbound.SendAsync();
        var mails = 0;
        sink.Answer = line => line.StartsWith("MAIL", StringComparison.Ordinal) && mails++ == 0 ? answer : null;

        var result = await outbound.SendAsync();

        Assert.Equal(TransportStatus.Accepted, result.Status);
        Assert.Equal((2, 2), (sink.Connections, sink.Mails.Count));
    }

    [Fact]
    public async Task A_connection_that_waited_is_asked_first_and_one_that_waited_long_is_closed()
    {
        var clock = new FakeTimeProvider();
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink, clock: clock);

        await outbound.SendAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        await outbound.SendAsync();
        Assert.Equal(1, sink.Connections);
        Assert.Single(sink.Commands, "NOOP");

        clock.Advance(TimeSpan.FromSeconds(19));
        clock.Advance(TimeSpan.FromSeconds(31));
        await WaitAsync(() => sink.Commands.Contains("QUIT"));
        await outbound.SendAsync();
        Assert.Equal(2, sink.Connections);
    }

    [Fact]
    public async Task A_connection_that_is_asked_and_does_not_answer_is_made_anew()
    {
        var clock = new FakeTimeProvider();
        await using var sink = new SmtpSink { Answer = line => line == "NOOP" ? SmtpSink.Close : null };
        await using var outbound = Outbound.Relay(sink, clock: clock);

        await outbound.SendAsync();
        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(TransportStatus.Accepted, (await outbound.SendAsync()).Status);
        Assert.Equal(2, sink.Connections);
    }

    [Fact]
    public async Task A_connection_serves_a_hundred_times()
    {
        await using var sink = new SmtpSink();
        await using var outbound = Outbound.Relay(sink);

        for (var i = 0; i < 101; i++)
            await outbound.SendAsync();

        Assert.Equal((2, 101), (sink.Connections, sink.Mails.Count));
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition() && watch.Elapsed < TimeSpan.FromSeconds(20);)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(condition());
    }

    [Fact]
    public async Task Who_has_the_mail_is_told_so_when_the_time_ends_in_a_later_transaction()
    {
        using var patience = new CancellationTokenSource();
        await using var sink = new SmtpSink();
        sink.Answer = command =>
        {
            if (!command.StartsWith("RCPT TO:<bob@", StringComparison.OrdinalIgnoreCase))
                return null;
            patience.Cancel();
            return SmtpSink.Stall;
        };
        await using var outbound = Outbound.Relay(sink, options => options.MaxRecipients = 1);

        var envelope = new MailEnvelope(default, Outbound.Alice, [MailAddress.Parse("ann@out.test"), MailAddress.Parse("bob@out.test")]);
        var results = await outbound.Transport.SendAsync(envelope, Outbound.PiecesAsync(Outbound.Message), patience.Token);

        Assert.Equal([TransportStatus.Accepted, TransportStatus.TryLater], results.Select(result => result.Status));
        Assert.Equal(["<ann@out.test>"], Assert.Single(sink.Mails).To.Select(to => to[to.IndexOf('<')..(to.IndexOf('>') + 1)]));
    }
}
