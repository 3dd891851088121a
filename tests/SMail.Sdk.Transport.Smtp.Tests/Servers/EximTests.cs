using System.Text;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>Through a second real server, found by MX.</summary>
public sealed class EximTests(Running<EximMaildirs> running) : IClassFixture<Running<EximMaildirs>>
{
    [Fact]
    public async Task Mail_goes_to_the_MX_and_arrives_as_it_was()
    {
        var exim = running.Server;
        var resolver = new ScriptedResolver().Add("second.test", (10, "nobody-there.test", "127.0.0.9"), (20, "mx.second.test", "127.0.0.1"));
        await using var outbound = Outbound.Direct(resolver, exim.Port);
        var bytes = Encoding.UTF8.GetBytes("From: alice@s-mail.test\r\nDate: Thu, 01 Jan 2026 00:00:00 +0000\r\nMessage-ID: <1@s-mail.test>\r\nSubject: Hello\r\n\r\n.\r\n..\r\nDet är så.  \r\n\r\n");

        var results = await outbound.SendToAsync(bytes, "ann@second.test", "nobody@second.test");

        Assert.True(results[0].Status == TransportStatus.Accepted, results[0].Reason);
        Assert.Equal((TransportStatus.Refused, "5.1.1", "mx.second.test"), (results[1].Status, results[1].Code.ToString(), results[1].Server));
        var arrived = Encoding.UTF8.GetString(Assert.Single(await exim.ReadAsync("ann", 1, TestContext.Current.CancellationToken)));
        Assert.EndsWith(Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n"), arrived);
        Assert.Contains(" (TLS1.3)", arrived);
    }
}
