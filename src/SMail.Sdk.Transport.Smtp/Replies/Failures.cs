using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using SMail.Sdk.Transport.Smtp.Connections;

namespace SMail.Sdk.Transport.Smtp.Replies;

/// <summary>What a connection that failed means for the recipients: always that it is tried later.</summary>
internal static class Failures
{
    /// <summary>The result; null where the failure is none of the connection's.</summary>
    public static TransportResult? Explain(Exception failure, Deadline deadline, string server) => failure switch
    {
        SmtpCommandException e => new Reply((int)e.StatusCode, e.Message).ToLater(server),
        ServiceNotAuthenticatedException e => new Reply(530, e.Message).ToLater(server),
        AuthenticationException e => Later(server, new(4, 7, 8), $"The server took no credentials: {ReplyText.Clean(e.Message)}"),
        SslHandshakeException => Later(server, new(4, 7, 5), "The TLS handshake failed, or the certificate is not valid for the server."),
        NotSupportedException => Later(server, new(4, 7, 4), "TLS is required, and the server does not offer it."),
        OperationCanceledException when deadline.IsOver => Later(server, new(4, 4, 2), "The server took too long to answer."),
        SocketException e => Later(server, new(4, 4, 1), $"The server can't be reached ({e.SocketErrorCode})."),
        // The message may hold what the server said last.
        SmtpProtocolException e => Later(server, new(4, 4, 2), ReplyText.Clean(e.Message)),
        ReplyTooLongException e => Later(server, new(4, 5, 0), e.Message),
        IOException or ObjectDisposedException or ServiceNotConnectedException => Later(server, new(4, 4, 2), "The connection was lost."),
        _ => null,
    };

    public static TransportResult Later(string? server, EnhancedStatus code, string reason) => new(TransportStatus.TryLater, reason) { Code = code, Server = server };

    public static TransportResult Never(string? server, EnhancedStatus code, string reason) => new(TransportStatus.Refused, reason) { Code = code, Server = server };
}
