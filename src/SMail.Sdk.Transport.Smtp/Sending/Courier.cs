using MailKit.Net.Smtp;
using MimeKit;
using SMail.Sdk.Transport.Smtp.Connections;
using SMail.Sdk.Transport.Smtp.Replies;

namespace SMail.Sdk.Transport.Smtp.Sending;

/// <summary>Sends a message to one server.</summary>
internal sealed class Courier(ConnectionPool pool, SmtpTransportOptions options, TimeProvider clock)
{
    /// <summary>Sends to some recipients of one message, in as few transactions as the server allows.</summary>
    /// <param name="destination">The server.</param>
    /// <param name="envelope">From, and the id that later servers are told.</param>
    /// <param name="content">The message.</param>
    /// <param name="recipients">Those of the envelope whose server it is.</param>
    /// <param name="outcomes">Takes one per recipient, as each transaction ends; it is good also when a later one throws.</param>
    /// <param name="onConnected">Is told of each connection that served.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask SendAsync(
        Destination destination, MailEnvelope envelope, OutgoingMessage content, IReadOnlyList<MailAddress> recipients, Dictionary<MailAddress, Outcome> outcomes, Action<SmtpConnection> onConnected, CancellationToken cancellationToken)
    {
        foreach (var part in recipients.Distinct().Chunk(options.MaxRecipients))
        {
            // A connection that was kept may have died since: that says nothing of the server.
            if (!await TryAsync(isFresh: false, part).ConfigureAwait(false))
                await TryAsync(isFresh: true, part).ConfigureAwait(false);
        }

        async ValueTask<bool> TryAsync(bool isFresh, MailAddress[] part)
        {
            ConnectionPool.Lease lease;
            try
            {
                lease = await pool.RentAsync(destination, isFresh, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectException e)
            {
                foreach (var recipient in part)
                    outcomes[recipient] = new Outcome(e.Result, IsFinal: false);
                return true;
            }

            try
            {
                onConnected(lease.Connection);
                var (work, named) = Prepare(lease.Connection, envelope, content, part, outcomes);
                return work is null || await ConverseAsync(lease, work, named, outcomes, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                pool.Return(lease.Connection);
            }
        }
    }

    /// <summary>The transaction, without recipients whom this server can't serve; null when there are none left.</summary>
    private static (Transaction? Work, Dictionary<MailboxAddress, MailAddress> Named) Prepare(
        SmtpConnection connection, MailEnvelope envelope, OutgoingMessage content, MailAddress[] recipients, Dictionary<MailAddress, Outcome> outcomes)
    {
        var named = new Dictionary<MailboxAddress, MailAddress>(ReferenceEqualityComparer.Instance);
        var sender = ToMailbox(envelope.Sender);
        foreach (var recipient in recipients)
        {
            var mailbox = ToMailbox(recipient);
            if (Abilities.FindObstacle(connection, content, envelope.Sender, sender, recipient, mailbox) is { } obstacle)
                outcomes[recipient] = new Outcome(obstacle, IsFinal: true);
            else
                named.Add(mailbox!, recipient);
        }

        if (named.Count == 0)
            return (null, named);
        var needsUtf8 = content.HasUtf8Header || !Abilities.IsAscii(envelope.Sender) || named.Values.Any(recipient => !Abilities.IsAscii(recipient));
        if (!needsUtf8)
            Abilities.KeepDomainsAscii(connection, [envelope.Sender, .. named.Values]);
        return (new Transaction(envelope.Id, content.WithUtf8(needsUtf8), sender!, [.. named.Keys]), named);
    }

    /// <summary>False when the server has seen nothing, because the connection was an old one.</summary>
    private async ValueTask<bool> ConverseAsync(
        ConnectionPool.Lease lease, Transaction work, Dictionary<MailboxAddress, MailAddress> named, Dictionary<MailAddress, Outcome> outcomes, CancellationToken cancellationToken)
    {
        var (connection, server) = (lease.Connection, lease.Connection.Destination.Host);
        using var deadline = new Deadline(options.CommandTime, clock, cancellationToken);
        Exception? failure = null;
        connection.Begin(deadline);
        try
        {
            await connection.SendAsync(work, deadline.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // every failure is a result, and most say something of recipients too
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            failure = e;
        }
        finally
        {
            connection.End();
        }

        if (lease.IsReused && !work.HasContentBegun && (work.SenderRefused is { IsServerGone: true } || !work.IsSenderAnswered && failure is not SmtpCommandException && !deadline.IsOver))
            return false;
        var rest = Explain(work, failure, deadline, server);
        foreach (var (mailbox, recipient) in named)
            outcomes[recipient] = work.SenderRefused is null && work.Refused.TryGetValue(mailbox, out var refusal) ? ToOutcome(refusal, work, server) : rest;
        return true;
    }

    /// <summary>What it comes to for recipients who were not refused themselves.</summary>
    private static Outcome Explain(Transaction work, Exception? failure, Deadline deadline, string server)
    {
        Reply? reply = work.SenderRefused ?? work.Final ?? failure switch
        {
            SmtpCommandException e => new Reply((int)e.StatusCode, e.Message),
            MailKit.ServiceNotAuthenticatedException e => new Reply(530, e.Message),
            _ => null,
        };
        if (reply is { } answer && (work.HasContentEnded || answer.Code / 100 != 2))
            return answer.IsServerGone ? new Outcome(answer.ToLater(server), IsFinal: work.HasContentBegun) : new Outcome(answer.ToResult(server), IsFinal: true);
        var result = Failures.Explain(failure!, deadline, server) ?? Failures.Later(null, new(4, 3, 0), $"The message could not be read ({failure!.GetType().Name}).");
        return new Outcome(result, IsFinal: work.HasContentBegun);
    }

    private static Outcome ToOutcome(Reply refusal, Transaction work, string server)
    {
        if (refusal.IsServerGone)
            return new Outcome(refusal.ToLater(server), IsFinal: false);
        // "Too many recipients" in the words of RFC 821, which is none of this one's fault (RFC 5321, section 4.5.3.1.10).
        var result = refusal.ToResult(server);
        if (refusal.Code == 552 && result.Code is { Subject: 3 } or { Subject: 5 } && work.Refused.Count < work.Recipients.Count)
            result = refusal.ToLater(server) with { Code = new(4, 5, 3) };
        return new Outcome(result, IsFinal: true);
    }

    /// <summary>The address as MailKit writes it; null when it would write another.</summary>
    private static MailboxAddress? ToMailbox(MailAddress address)
    {
        try
        {
            var mailbox = new MailboxAddress("", address.ToString());
            return mailbox.GetAddress(idnEncode: true) == address.ToString() ? mailbox : null;
        }
        catch (ParseException)
        {
            return null;
        }
    }
}
