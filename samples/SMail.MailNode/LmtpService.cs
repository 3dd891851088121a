using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SMail.Sdk;
using SMail.Sdk.Transport.Smtp;

namespace SMail.MailNode;

/// <summary>Listens for the mail server in front for as long as the host runs.</summary>
internal sealed partial class LmtpService(SMailServer server, NodeSettings settings, ILoggerFactory loggers, ILogger<LmtpService> logger) : IHostedService, IAsyncDisposable
{
    private readonly LmtpListener listener = new(
        server.Inbox,
        new LmtpListenerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, settings.LmtpPort),
            Name = settings.HostName,
            // Only where the mail server in front takes away results that strangers wrote in our name.
            IsTrusted = _ => settings.TrustsResults,
        },
        loggerFactory: loggers);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await listener.StartAsync(cancellationToken);
        }
        catch (SocketException e)
        {
            throw new SMailException(SMailError.InvalidOptions, $"127.0.0.1:{settings.LmtpPort} can't be listened on ({e.Message}): set LmtpPort to another port, or end what has this one.", e);
        }

        LogListening(logger, listener.EndPoint);
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await listener.DisposeAsync();

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Taking mail over LMTP at {EndPoint}.")]
    private static partial void LogListening(ILogger logger, EndPoint endPoint);
}
