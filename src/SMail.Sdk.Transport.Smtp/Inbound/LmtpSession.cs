using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using SMail.Sdk.Delivery;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>The conversation with one client (RFC 2033).</summary>
internal sealed partial class LmtpSession(ClientConnection client, EndPoint? peer, IInbox inbox, LmtpListenerOptions options, ILogger logger)
{
    private const int MaxErrors = 10;
    private const int MaxIdleCommands = 1000;
    private string? clientName;
    private LmtpTransaction? transaction;
    private int errors;
    private int commands;

    /// <summary>Whether a message is being brought.</summary>
    public bool IsInData { get; private set; }

    /// <summary>Talks until one of the two has enough.</summary>
    /// <param name="stopping">Ends it behind the message that is under way.</param>
    /// <param name="cancellationToken">Breaks off storing too.</param>
    /// <exception cref="ClientGoneException">The client is gone, or was cut.</exception>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        client.Say($"220 {options.Name} LMTP ready");
        while (await CommandLine.ReadAsync(client).ConfigureAwait(false) is { } line)
        {
            client.Allow(options.CommandTime);
            var goesOn = await AnswerAsync(line, cancellationToken).ConfigureAwait(false);
            if (client.IsFull || !goesOn)
                await client.FlushAsync().ConfigureAwait(false);
            if (!goesOn)
                return;
            if (stopping.IsCancellationRequested)
                client.Cut(ClientEnd.Stopping);
            if (client.Reason is { } reason)
                throw new ClientGoneException(reason);
        }
    }

    private async ValueTask<bool> AnswerAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (++commands > MaxIdleCommands + 2 * options.MaxRecipients)
            return Close("Too many commands without a message.");
        if (line.Text is not { } text)
            return Fail("500 5.5.2 " + (line.IsTooLong ? "The line is too long." : "A line is UTF-8 and ends with CR LF."));
        var verb = text.Split(' ')[0].ToUpperInvariant();
        var argument = text[verb.Length..].Trim(' ');
        switch (verb)
        {
            case "LHLO":
                return Greet(argument);
            case "MAIL":
                return Begin(argument);
            case "RCPT":
                return await AddAsync(argument, cancellationToken).ConfigureAwait(false);
            case "DATA":
                return argument.Length > 0 ? Fail("501 5.5.4 DATA has no arguments.") : await TakeAsync(cancellationToken).ConfigureAwait(false);
            case "RSET":
                transaction = null;
                return Say("250 2.0.0 Forgotten.");
            case "NOOP":
                return Say("250 2.0.0 Done.");
            case "VRFY":
                return Say("252 2.5.0 Say RCPT TO, and you will hear.");
            case "QUIT":
                client.Say("221 2.0.0 Goodbye.");
                return false;
            case "HELO" or "EHLO":
                return Fail("500 5.5.1 This is LMTP: say LHLO.");
            default:
                return Fail("500 5.5.1 There is no such command here.");
        }
    }

    private bool Greet(string argument)
    {
        if (argument.Length == 0 || argument.Contains(' ', StringComparison.Ordinal))
            return Fail("501 5.5.4 LHLO names one host.");
        (clientName, transaction) = (argument, null);
        client.Say($"250-{options.Name}");
        client.Say("250-PIPELINING");
        client.Say("250-ENHANCEDSTATUSCODES");
        client.Say("250-8BITMIME");
        client.Say("250-SMTPUTF8");
        return Say($"250 SIZE {inbox.MaxMessageBytes}");
    }

    private bool Begin(string argument)
    {
        if (clientName is null)
            return Fail("503 5.5.1 Say LHLO first.");
        if (transaction is not null)
            return Fail("503 5.5.1 There is a message already.");
        if (!MailPath.TryRead(argument, "FROM:", out var path, out var parameters))
            return Fail("501 5.1.7 It is MAIL FROM:<address>.");
        if (MailParameters.TryRead(parameters) is not { } read)
            return Fail("555 5.5.4 There is a parameter that is not known here.");
        if (read.Size > inbox.MaxMessageBytes)
            return Say("552 5.3.4 The message is too large.");
        if (!read.UsesUtf8 && !Ascii.IsValid(path))
            return Say("553 5.6.7 An address beyond ASCII needs SMTPUTF8.");
        transaction = new LmtpTransaction(path.Length == 0 ? null : path, read.UsesUtf8);
        return Say("250 2.1.0 The sender is fine.");
    }

    private async ValueTask<bool> AddAsync(string argument, CancellationToken cancellationToken)
    {
        if (transaction is null)
            return Fail("503 5.5.1 Say MAIL first.");
        if (!MailPath.TryRead(argument, "TO:", out var path, out var parameters) || path.Length == 0)
            return Fail("501 5.1.3 It is RCPT TO:<address>.");
        if (!MailParameters.AreForRecipient(parameters))
            return Fail("555 5.5.4 There is a parameter that is not known here.");
        if (!transaction.UsesUtf8 && !Ascii.IsValid(path))
            return Say("553 5.6.7 An address beyond ASCII needs SMTPUTF8.");
        if (transaction.Recipients.Count >= options.MaxRecipients)
            return Say("452 4.5.3 There are too many recipients; bring the rest in a message of their own.");
        var result = await CheckAsync(path, cancellationToken).ConfigureAwait(false);
        if (result.Status == InboundStatus.Accepted)
            transaction.Recipients.Add(path);
        return Say(result.Status == InboundStatus.Accepted ? "250 2.1.5 The recipient is fine." : LmtpReply.Of(result));
    }

    private async ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
    {
        if (transaction is not { Recipients.Count: > 0 } current)
            return Fail("503 5.5.1 There is no recipient.");
        transaction = null;
        IsInData = true;
        client.Say("354 Go ahead, and end with a dot.");
        await client.FlushAsync().ConfigureAwait(false);
        client.Allow(options.DataTime);
        foreach (var result in await AcceptAsync(current, cancellationToken).ConfigureAwait(false))
            client.Say(LmtpReply.Of(result));
        client.Allow(options.CommandTime);
        await client.FlushAsync().ConfigureAwait(false);
        client.Forgive();
        (commands, IsInData) = (0, false);
        return true;
    }

    // RFC 2033, section 4.2: one answer for each recipient that was accepted.
    private async ValueTask<IReadOnlyList<InboundResult>> AcceptAsync(LmtpTransaction current, CancellationToken cancellationToken)
    {
        var data = new DataStream(client, options.MaxLineBytes);
        var name = peer is IPEndPoint address ? $"{clientName} {address.Address}" : clientName;
        using var message = new InboundMessage(new InboundEnvelope(current.Sender, current.Recipients) { IsTrusted = options.IsTrusted(peer), Client = name }, data);
        IReadOnlyList<InboundResult>? results = null;
        try
        {
            results = await inbox.AcceptAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (BadMailException)
        {
            // Its end is still to come.
        }
        catch (Exception e) when (IsOurFault(e, cancellationToken))
        {
            LogFault(logger, e.GetType().Name);
        }

        var fault = await data.DrainAsync().ConfigureAwait(false);
        if (results is not null)
            return results;
        var failure = fault?.Result ?? Failed;
        return [.. current.Recipients.Select(_ => failure)];
    }

    private async ValueTask<InboundResult> CheckAsync(string recipient, CancellationToken cancellationToken)
    {
        try
        {
            return await inbox.CheckRecipientAsync(recipient, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOurFault(e, cancellationToken))
        {
            LogFault(logger, e is StorageException storage ? storage.Code.ToString() : e.GetType().Name);
            return Failed;
        }
    }

    private static bool IsOurFault(Exception fault, CancellationToken cancellationToken) => fault is not ClientGoneException && !cancellationToken.IsCancellationRequested;

    private static InboundResult Failed => new(InboundStatus.TryLater, new(4, 3, 0), "The mail system failed; try again later.");

    private bool Say(string line)
    {
        client.Say(line);
        return true;
    }

    private bool Fail(string line)
    {
        client.Say(line);
        return ++errors < MaxErrors || Close("There were too many errors.");
    }

    private bool Close(string why)
    {
        client.Say(LmtpReply.Of(421, "4.7.0", why));
        return false;
    }

    [LoggerMessage(EventId = 60, Level = LogLevel.Error, Message = "An inbox failed with {Fault}; the sender's server tries again.")]
    private static partial void LogFault(ILogger logger, string fault);
}
