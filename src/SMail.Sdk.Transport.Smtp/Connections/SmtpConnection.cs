using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using SMail.Sdk.Transport.Smtp.Replies;
using SMail.Sdk.Transport.Smtp.Sending;
using SMail.Sdk.Transport.Smtp.Tls;

namespace SMail.Sdk.Transport.Smtp.Connections;

/// <summary>MailKit's client, with the replies of each recipient kept and nothing done to the message.</summary>
internal sealed class SmtpConnection : SmtpClient
{
    private readonly GuardedStream stream;
    private readonly SmtpTransportOptions options;
    // One for mail of seven bits and one for eight: making one is a tenth of a small message's time.
    private readonly MimeMessage?[] messages = new MimeMessage?[2];
    private Transaction? transaction;

    public SmtpConnection(GuardedStream stream, Destination destination, SmtpTransportOptions options)
    {
        (this.stream, this.options, Destination) = (stream, options, destination);
        LocalDomain = options.HeloName;
        DeliveryStatusNotificationType = options.ReturnContent ? DeliveryStatusNotificationType.Full : DeliveryStatusNotificationType.HeadersOnly;
        var check = new CertificateCheck(options.TrustedRoots);
        ServerCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            HasValidCertificate = check.IsValid(certificate, chain, errors);
            return HasValidCertificate || !destination.IsVerified;
        };
    }

    public Destination Destination { get; }

    /// <summary>Whether the certificate would do where one is demanded.</summary>
    public bool HasValidCertificate { get; private set; }

    /// <summary>How many transactions it has served.</summary>
    public int Transactions { get; private set; }

    /// <summary>Whether it must not serve another.</summary>
    public bool IsSpent { get; set; }

    /// <summary>Whether it may serve again.</summary>
    public bool IsUsable => IsConnected && !IsSpent && stream.IsQuiet;

    /// <summary>Gives the connection time for one piece of work.</summary>
    public void Begin(Deadline deadline)
    {
        stream.Deadline = deadline;
        SetLimit(options.CommandTime);
        deadline.Set(options.CommandTime);
    }

    public void End() => stream.Deadline = null;

    /// <summary>How long the server has from the next write on.</summary>
    public void SetLimit(TimeSpan limit) => stream.Limit = limit;

    /// <summary>One transaction (RFC 5321, section 3.3). The replies are in <paramref name="work"/>, also when it throws.</summary>
    public async Task SendAsync(Transaction work, CancellationToken cancellationToken)
    {
        Transactions++;
        transaction = work;
        try
        {
            var message = messages[work.Content.NeedsEightBit ? 1 : 0] ??= VerbatimPart.NewMessage(work.Content.NeedsEightBit);
            var part = (VerbatimPart)message.Body!;
            part.Serve(work, this, options);
            try
            {
                var text = await SendAsync(work.Format, message, work.Sender, work.Recipients, cancellationToken).ConfigureAwait(false);
                work.Final = new Reply(250, text);
            }
            finally
            {
                part.Serve(null, this, options);
            }
        }
        finally
        {
            transaction = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var message in messages)
                message?.Dispose();
        base.Dispose(disposing);
    }

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => transaction!.IsSenderAnswered = true;

    protected override void OnSenderNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        transaction!.IsSenderAnswered = true;
        transaction.SenderRefused = ToReply(response);
        base.OnSenderNotAccepted(message, mailbox, response);
    }

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
    }

    // Without the base, which throws: the others may be accepted.
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        transaction!.Refused[mailbox] = ToReply(response);

    // Without the base, which re-encodes what is not signed.
    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
    }

    protected override Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) => Task.FromResult(transaction!.Content.Size);

    protected override string? GetEnvelopeId(MimeMessage message) => transaction!.Id.ToString("N");

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) =>
        // An original recipient that is not ASCII has an address type of its own (RFC 6533, section 3), which MailKit does not write.
        transaction!.Content.NeedsUtf8 ? null : (DeliveryStatusNotification?)options.Notify;

    // A certificate must not make us fetch from addresses that a stranger wrote into it.
    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback)
    {
        var chosen = base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback);
        chosen.CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        return chosen;
    }

    private static Reply ToReply(SmtpResponse response) => new((int)response.StatusCode, response.Response);
}
