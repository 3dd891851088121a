using System.Text;
using SMail.Sdk.Server;

namespace SMail.Sdk.Transport.Smtp.Tests.Support;

/// <summary>A transport and short ways to send with it.</summary>
public sealed class Outbound : IAsyncDisposable
{
    public static readonly MailAddress Alice = MailAddress.Parse("alice@s-mail.test");

    private Outbound(SmtpTransportOptions options, TimeProvider? clock) => Transport = new SmtpTransport(options, clock);

    public SmtpTransport Transport { get; }

    public static byte[] Message { get; } = Encoding.ASCII.GetBytes("From: alice@s-mail.test\r\nTo: ann@out.test\r\nSubject: Hello\r\n\r\nGood day.\r\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Everything to one server.</summary>
    public static Outbound Relay(SmtpSink sink, Action<SmtpTransportOptions>? configure = null, TimeProvider? clock = null) =>
        Relay(sink.EndPoint.Address.ToString(), sink.Port, configure, clock);

    public static Outbound Relay(string host, int port, Action<SmtpTransportOptions>? configure = null, TimeProvider? clock = null)
    {
        var options = new SmtpTransportOptions { HeloName = "mail.s-mail.test", Relay = new SmtpRelay { Host = host, Port = port } };
        configure?.Invoke(options);
        return new Outbound(options, clock);
    }

    /// <summary>To the servers of each domain.</summary>
    public static Outbound Direct(IMxResolver resolver, int port, Action<SmtpTransportOptions>? configure = null)
    {
        var options = new SmtpTransportOptions { HeloName = "mail.s-mail.test", Resolver = resolver, MxPort = port, AllowPrivateAddresses = true, MtaSts = null };
        configure?.Invoke(options);
        return new Outbound(options, null);
    }

    public Task<TransportResult> SendAsync(byte[]? message = null, string to = "ann@out.test") => FirstAsync(SendToAsync(message ?? Message, to));

    public async Task<IReadOnlyList<TransportResult>> SendToAsync(byte[] message, params string[] to) =>
        await Transport.SendAsync(new MailEnvelope(new Guid("00112233445566778899aabbccddeeff"), Alice, [.. to.Select(MailAddress.Parse)]), PiecesAsync(message), Token);

    public async Task<TransportResult> SendPiecesAsync(IAsyncEnumerable<OpenMessage> pieces) =>
        Assert.Single(await Transport.SendAsync(new MailEnvelope(default, Alice, [MailAddress.Parse("ann@out.test")]), pieces, Token));

    public ValueTask DisposeAsync() => Transport.DisposeAsync();

    /// <summary>In small pieces, each zeroed when the next is asked for, as the server half does it.</summary>
    public static async IAsyncEnumerable<OpenMessage> PiecesAsync(byte[] message, int size = 1000)
    {
        foreach (var chunk in message.Chunk(size))
        {
            await Task.Yield();
            using var piece = new OpenMessage(chunk);
            yield return piece;
        }
    }

    private static async Task<TransportResult> FirstAsync(Task<IReadOnlyList<TransportResult>> results) => Assert.Single(await results);
}
