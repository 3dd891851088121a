using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using SMail.Sdk.Transport.Smtp.Replies;

namespace SMail.Sdk.Transport.Smtp.Connections;

/// <summary>Makes connections that are ready for a transaction.</summary>
internal sealed class Connector(SmtpTransportOptions options, TimeProvider clock)
{
    /// <exception cref="ConnectException">There is none to be had; the result says why.</exception>
    public async ValueTask<SmtpConnection> ConnectAsync(Destination destination, CancellationToken cancellationToken)
    {
        var tls = destination.IsImplicitTls ? SecureSocketOptions.SslOnConnect
            : destination.IsVerified ? SecureSocketOptions.StartTls : SecureSocketOptions.StartTlsWhenAvailable;
        try
        {
            return await ConnectAsync(destination, tls, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectException e) when (tls == SecureSocketOptions.StartTlsWhenAvailable && IsFaultOfTls(e.InnerException!))
        {
            return await ConnectAsync(destination, SecureSocketOptions.None, cancellationToken).ConfigureAwait(false);
        }
    }

    // 454 and 501 are the answers to STARTTLS that mean "not now" (RFC 3207, section 4).
    private static bool IsFaultOfTls(Exception failure) => failure is SslHandshakeException or SmtpCommandException { StatusCode: (SmtpStatusCode)454 or (SmtpStatusCode)501 };

    private async Task<SmtpConnection> ConnectAsync(Destination destination, SecureSocketOptions tls, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.ConnectTime, clock, cancellationToken);
        SmtpConnection? connection = null;
        try
        {
            var stream = await OpenAsync(destination, deadline.Token).ConfigureAwait(false);
            connection = new SmtpConnection(stream, destination, options);
            connection.Begin(deadline);
            var port = destination.Address switch { System.Net.IPEndPoint p => p.Port, System.Net.DnsEndPoint p => p.Port, _ => 0 };
            await connection.ConnectAsync(stream, destination.Host, port, tls, deadline.Token).ConfigureAwait(false);
            if (options.Relay?.Credentials is { } credentials)
                await connection.AuthenticateAsync(await credentials(deadline.Token).ConfigureAwait(false), deadline.Token).ConfigureAwait(false);
            connection.End();
            return connection;
        }
        catch (Exception e)
        {
            connection?.Dispose();
            if (cancellationToken.IsCancellationRequested || Failures.Explain(e, deadline, destination.Host) is not { } result)
                throw;
            throw new ConnectException(result, e);
        }
    }

    private static async Task<GuardedStream> OpenAsync(Destination destination, CancellationToken cancellationToken)
    {
        // Without NoDelay each mail waits for the other side's delayed acknowledgement (Nagle).
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(destination.Address, cancellationToken).ConfigureAwait(false);
            return new GuardedStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A server that can't be used now.</summary>
internal sealed class ConnectException(TransportResult result, Exception reason) : Exception(reason.Message, reason)
{
    public TransportResult Result => result;
}
